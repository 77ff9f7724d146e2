import Diagnostics
import YAML

/// Compares the packages that `contract.dependencies` declares with those that the version carries.
struct CarriedPackages {
  /// Nil where the version has none that can be read.
  private let lock: VendorLock?
  private let imported: Set<ByteKey>
  private let vendorCommand: String
  private let workflow: SourceFile?
  private let path: String

  /// - Parameters:
  ///   - imported: what modules ask for over a network, which is what `vendor.lock` does not have.
  ///   - place: makes the path of a file, for people, of its path in the source.
  init(_ source: WorkflowSource, imported: Set<ByteKey>, place: (String) -> String) {
    lock = try? VendorLock.read(source, path: WorkflowSource.vendorLock)
    self.imported = imported
    vendorCommand = VendorCommand.text(place)
    workflow = source[WorkflowSource.workflowFile]
    path = place(WorkflowSource.workflowFile)
  }

  func findings(_ contract: Contract?) -> [Finding] {
    // Like the imports: a version that was released under older rules stays valid.
    var findings = Findings(path: path, rule: .modules)
    for dependency in contract?.dependencies ?? [] where dependency.isPackage {
      guard let name = dependency.values["host"]?.text, !name.isEmpty else { continue }
      check(dependency, "\(dependency.protocolName):\(name)", &findings)
    }
    return findings.all.inOrder(of: workflow?.bytes ?? [])
  }

  /// - Parameter title: of the package, `jsr:@db/postgres`.
  private func check(_ dependency: Dependency, _ title: String, _ findings: inout Findings) {
    let version = dependency.values["version"]?.text
    let request = version.map { "\(title)@\($0)" } ?? title
    let carried = (lock?.packages ?? []).filter { $0.title.hasSameBytes(as: title) }
    let isCarried =
      version == nil
      ? !carried.isEmpty
      : carried.contains { $0.text.hasSameBytes(as: request) }
        || (lock?.resolved ?? []).contains { $0.request.hasSameBytes(as: request) }
    if isCarried { return }
    if let other = carried.first?.version {
      findings.error(
        dependency.position,
        "the dependency `\(dependency.name)` is `\(request)`, and vendor/ has \(other) of it; write that here, or "
          + "import `\(request)` and run \(vendorCommand)")
    } else if isImported(title) {
      findings.error(
        dependency.position,
        "the dependency `\(dependency.name)` is the package `\(request)`, which is not in "
          + "\(WorkflowSource.vendorLock); run \(vendorCommand), which copies it into the version")
    } else if lock != nil {
      // A contract may say more than code needs, and most that do are older than any lock.
      findings.notice(
        dependency.position,
        "the dependency `\(dependency.name)` is the package `\(request)`, which is not in vendor/ and no module "
          + "imports it; remove it, or import it and run \(vendorCommand)")
    }
  }

  /// Also what is below a package, `npm:lodash@4/fp`, and the spelling `npm:/lodash`.
  private func isImported(_ title: String) -> Bool {
    let spellings = [title, title.replacing(":", with: ":/", maxReplacements: 1)]
    return imported.contains { address in
      let text = address.text
      return spellings.contains { spelling in
        guard text.hasPrefixBytes(spelling) else { return false }
        let next = text.droppingBytes(spelling.utf8.count).utf8.first
        return next == nil || next == UInt8(ascii: "@") || next == UInt8(ascii: "/")
      }
    }
  }
}
