import Diagnostics
import Rendering
import WorkflowModel
import YAML

/// ConfigMaps whose names make them one version, or a single ConfigMap.
struct VersionParts {
  /// That of the first one; nil for a ConfigMap without a name.
  let name: String?
  /// By their numbers, ascending.
  private let parts: [(number: Int, object: Element)]

  /// - Parameter objects: with names of one version.
  init(_ objects: [Element]) {
    let names = objects.map { ObjectName(of: $0).name }
    name = names.first.flatMap(\.self).map { ReleaseNames.partOfVersion($0).first }
    parts = zip(names, objects).map { name, object in
      (name.map { ReleaseNames.partOfVersion($0).number } ?? 1, object)
    }.sorted { $0.number < $1.number }
  }

  /// Those of several versions, in the order in which each first comes.
  static func all(of objects: [Element]) -> [VersionParts] {
    var order: [ByteKey] = []
    var versions: [ByteKey: [Element]] = [:]
    for (position, object) in objects.enumerated() {
      let metadata = ObjectName(of: object)
      // A ConfigMap without a name belongs to no other.
      let name = metadata.name.map { ReleaseNames.partOfVersion($0).first } ?? " \(position)"
      let key = ByteKey("\(metadata.namespace ?? "")/\(name)")
      if versions[key] == nil { order.append(key) }
      versions[key, default: []].append(object)
    }
    return order.compactMap { versions[$0].map(VersionParts.init) }
  }

  var holdsWorkflow: Bool {
    parts.contains { part in
      ConfigMapEntry.all(of: part.object).contains { $0.path.hasSameBytes(as: WorkflowSource.workflowFile) }
    }
  }

  /// All of them, in the order of their names.
  ///
  /// - Throws: `InvalidInput` when one is there twice, or not at all although a later one is.
  func complete(_ path: String) throws(InvalidInput) -> [Element] {
    let numbers = parts.map(\.number)
    for (position, number) in numbers.enumerated() where position > 0 && numbers[position - 1] == number {
      throw InvalidInput([
        Finding(
          path: path, position: parts[position].object.position,
          message: "holds the ConfigMap `\(Self.name(name, number))` twice; \(Self.wayOut)")
      ])
    }
    let missing = (1...(numbers.last ?? 1)).prefix(Self.shown + numbers.count).filter {
      !numbers.contains($0)
    }
    if !missing.isEmpty {
      let names = missing.prefix(Self.shown).map { "`\(Self.name(name, $0))`" }
      let all = numbers.map { "`\(Self.name(name, $0))`" }
      throw InvalidInput(
        path: path,
        "holds \(ShownText.list(all)), part of a version of several ConfigMaps, and lacks \(ShownText.list(names)); "
          + Self.wayOut)
    }
    return parts.map(\.object)
  }

  private static let shown = 3
  /// Every ConfigMap of a version has these two labels.
  static let wayOut =
    "print all of them with `kubectl get configmap -l "
    + "app.kubernetes.io/name=NAME,app.kubernetes.io/version=VERSION -o json`, or import the file of the version in the tree"

  private static func name(_ first: String?, _ number: Int) -> String {
    let first = ShownText.short(first ?? "")
    return number == 1 ? first : "\(first).\(number)"
  }
}
