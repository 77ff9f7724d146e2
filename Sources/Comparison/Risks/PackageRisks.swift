import Diagnostics
import WorkflowModel
import YAML

/// Risks of code that others wrote.
enum PackageRisks {
  static func find(in packages: PackageComparison, from: Version?, to: Version?) -> [Risk] {
    unknown(packages, from: from, to: to) + new(packages.changes) + packages.changes.flatMap(find)
  }

  private static func find(in change: PackageChange) -> [Risk] {
    guard let before = change.before, let after = change.after else { return [] }
    var risks: [Risk] = []
    // That less of it is imported is not news for anybody.
    if let rewriting = change.rewriting, rewriting != .selection || !change.added.isEmpty {
      risks.append(.packageChanged(after.text, rewriting, files: change.touched))
    }
    if change.hasForeignChecksum {
      risks.append(.packageChanged(after.text, .checksum, files: change.touched))
    }
    if change.hasOtherLicense {
      risks.append(.licenseChanged(package: after.text, from: before.license, to: after.license))
    }
    return risks
  }

  /// One for each that modules of the workflow import, with what it brings along.
  private static func new(_ changes: [PackageChange]) -> [Risk] {
    let new = changes.filter { $0.before == nil }
    var brought: [ByteKey: [String]] = [:]
    var carriers: [String] = []
    for change in new {
      guard let carrier = change.broughtBy, let text = change.after?.text else { continue }
      if brought[ByteKey(carrier)] == nil { carriers.append(carrier) }
      brought[ByteKey(carrier), default: []].append(text)
    }
    var risks: [Risk] = []
    for change in new where change.broughtBy == nil {
      guard let text = change.after?.text else { continue }
      risks.append(.newPackage(text, brings: brought.removeValue(forKey: ByteKey(text)) ?? []))
    }
    return risks
      + carriers.compactMap { carrier in
        brought[ByteKey(carrier)].map { .newDependencies(of: carrier, $0) }
      }
  }

  private static func unknown(_ packages: PackageComparison, from: Version?, to: Version?) -> [Risk] {
    [(packages.problems.before, from), (packages.problems.after, to)].compactMap { problem, version in
      guard let finding = problem?.findings.first, let version else { return nil }
      let place = finding.position.map { "line \($0.line): " } ?? ""
      return .packagesUnknown(version.number, reason: place + finding.message)
    }
  }
}
