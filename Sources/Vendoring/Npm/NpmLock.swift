import WorkflowModel
import YAML

/// What Deno's lock file, in its version 5, says of packages of npm.
struct NpmLock {
  struct Entry {
    let integrity: String?
    /// `plain`, `classic@2.0.0`, or `other-name@npm:classic@2.0.0`.
    let dependencies: [String]
  }

  private var entries: [NpmPackage: Entry] = [:]
  /// Those that are there twice, with other peers.
  private(set) var doubled: Set<NpmPackage> = []

  init(_ lock: Value) {
    guard case .mapping(let packages)? = lock["npm"] else { return }
    for (key, value) in packages {
      guard let package = NpmPackage(identifier: key) else { continue }
      var dependencies: [String] = []
      for member in ["dependencies", "optionalDependencies"] {
        if case .sequence(let items)? = value[member] { dependencies += items.compactMap(\.text) }
      }
      let entry = Entry(integrity: value["integrity"]?.text, dependencies: dependencies)
      if entries.updateValue(entry, forKey: package) != nil { doubled.insert(package) }
    }
  }

  subscript(package: NpmPackage) -> Entry? { entries[package] }

  /// The packages that a package needs, each with the name by which it does.
  func dependencies(of package: NpmPackage) -> [(name: String, package: NpmPackage)] {
    (entries[package]?.dependencies ?? []).compactMap { text in
      if let mark = text.utf8.firstRange(of: "@npm:".utf8) {
        return NpmPackage(identifier: String(text[mark.upperBound...])).map {
          (String(text[..<mark.lowerBound]), $0)
        }
      }
      if let package = NpmPackage(identifier: text) { return (package.name, package) }
      return entries.keys.filter { $0.name.hasSameBytes(as: text) }.min().map { (text, $0) }
    }
  }
}
