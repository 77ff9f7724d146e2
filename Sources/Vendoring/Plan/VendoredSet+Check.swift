import Diagnostics
package import WorkflowModel
import YAML

extension VendoredSet {
  /// What keeps it from being written.
  ///
  /// - Parameters:
  ///   - known: the lock that is there.
  ///   - pins: what of it was to stay as it is.
  ///   - path: of vendor.lock, in findings.
  package func check(known: VendorLock?, pins: VendorLock?, path: String) throws {
    var findings = changed(known, pins).map { package, file, reason in
      Finding(
        path: path,
        message:
          "`\(file.name)` of `\(package.text)` changed: \(reason). `tntc vendor --update \(package.title)` accepts "
          + "it",
        rule: .modules)
    }
    for file in files where file.bytes.count > SourceReader.maximumBytes {
      findings.append(
        Finding(
          path: path,
          message:
            "`\(file.path)` would be \(file.bytes.count) bytes; a file has to fit into a ConfigMap, which takes "
            + "\(SourceReader.maximumBytes) bytes. Use a smaller package, or a smaller part of it",
          rule: .modules))
    }
    if !findings.isEmpty { throw InvalidInput(findings) }
  }

  /// Files that have another digest than those that were to stay.
  private func changed(
    _ known: VendorLock?, _ pins: VendorLock?
  ) -> [(package: VendoredPackage, file: VendoredFile, reason: String)] {
    guard let known, let pins else { return [] }
    let before = Dictionary(known.packages.map { (ByteKey($0.text), $0) }) { first, _ in first }
    let pinned = Set(pins.packages.map { ByteKey($0.text) })
    let anew = Set(before.keys).subtracting(pinned)
    return lock.packages.flatMap {
      package -> [(package: VendoredPackage, file: VendoredFile, reason: String)] in
      guard pinned.contains(ByteKey(package.text)), let old = before[ByteKey(package.text)] else { return [] }
      let digests = Dictionary(old.files.map { (ByteKey($0.name), $0.digest) }) { first, _ in first }
      let changed = package.files.filter { file in
        digests[ByteKey(file.name)].map { !$0.hasSameBytes(as: file.digest) } ?? false
      }
      if changed.isEmpty { return [] }
      // A file has the names of those that it imports in it, and one of npm all that they are.
      let isExplained = !Self.needs(old, before).isDisjoint(with: anew)
      if isExplained, package.registry != .https { return [] }
      return changed.map { (package, $0, Self.reason(package, isExplained: isExplained)) }
    }
  }

  /// A package and all that it needs.
  private static func needs(_ package: VendoredPackage, _ byText: [ByteKey: VendoredPackage]) -> Set<ByteKey>
  {
    var needed: Set<ByteKey> = []
    var waiting = [ByteKey(package.text)]
    while let text = waiting.popLast() {
      guard needed.insert(text).inserted else { continue }
      waiting += (byText[text]?.dependencies ?? []).map(VendoredPackage.text(ofDependency:))
    }
    return needed
  }

  /// - Parameter isExplained: whether it needs what is resolved anew.
  private static func reason(_ package: VendoredPackage, isExplained: Bool) -> String {
    if package.registry != .https {
      return "the file made from its registry has another digest than vendor.lock"
    }
    // Its server gives no checksum that could distinguish the two.
    return isExplained
      ? "its imports resolve differently now, or its server sends other content under the same address"
      : "its server sends other content under the same address"
  }
}
