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
    var findings = changed(known, pins).map { package, file in
      Finding(
        path: path,
        message:
          "`\(file.name)` of `\(package.text)` is not what it was: \(Self.reason(package)). "
          + "`tntc vendor --update \(package.title)` takes it",
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
  ) -> [(package: VendoredPackage, file: VendoredFile)] {
    guard let known, let pins else { return [] }
    let before = Dictionary(known.packages.map { (ByteKey($0.text), $0) }) { first, _ in first }
    let pinned = Set(pins.packages.map { ByteKey($0.text) })
    let anew = Set(before.keys).subtracting(pinned)
    return lock.packages.flatMap { package -> [(package: VendoredPackage, file: VendoredFile)] in
      guard pinned.contains(ByteKey(package.text)), let old = before[ByteKey(package.text)] else { return [] }
      let digests = Dictionary(old.files.map { (ByteKey($0.name), $0.digest) }) { first, _ in first }
      let changed = package.files.filter { file in
        digests[ByteKey(file.name)].map { !$0.hasSameBytes(as: file.digest) } ?? false
      }
      // A file has the names of those that it imports in it, and one of npm all that they are. What a server sends has
      // no checksum but this.
      if changed.isEmpty || package.registry != .https && !Self.needs(old, before).isDisjoint(with: anew) {
        return []
      }
      return changed.map { (package, $0) }
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

  private static func reason(_ package: VendoredPackage) -> String {
    package.registry == .https
      ? "its server sends something else under the same address"
      : "vendor.lock has the digest of other bytes than are made of what its registry sends"
  }
}
