import Diagnostics
import Patches
import YAML

/// A patch of a kustomization: which objects it is for, and what it makes of them.
struct OverlayPatch {
  enum Outcome {
    case object(Value)
    case deleted
    /// It cannot be applied, so kustomize builds nothing; or it is none that `Patches` knows.
    case unknown
  }

  let position: Position
  private let target: Value?
  /// Objects, or lists of the operations of RFC 6902.
  private let documents: [Value]

  /// Every patch of a kustomization, in the order of the keys that may hold some.
  static func all(in file: OverlayFile) -> [OverlayPatch] {
    let items = file.root.items(of: "patches") + file.root.items(of: "patchesJson6902")
    let texts = file.root.items(of: "patchesStrategicMerge")
    return items.map { OverlayPatch($0.member("target")?.keyPosition ?? $0.position, $0.value, in: file) }
      + texts.map { OverlayPatch($0.position, texts: [$0.text ?? ""], in: file) }
      + file.plugins.compactMap { of($0, in: file) }
  }

  private static func of(_ plugin: OverlayFile.Plugin, in file: OverlayFile) -> OverlayPatch? {
    let value = plugin.value
    switch plugin.kind {
    case "PatchTransformer", "PatchJson6902Transformer":
      return OverlayPatch(plugin.position, value, in: file)
    case "PatchStrategicMergeTransformer":
      var texts: [String] = []
      if case .sequence(let paths)? = value["paths"] { texts = paths.compactMap(\.text) }
      return OverlayPatch(
        plugin.position, texts: texts + [value["patches"]?.text].compactMap(\.self), in: file)
    default: return nil
    }
  }

  private init(_ position: Position, _ item: Value, in file: OverlayFile) {
    let inline = item["patch"]?.text ?? item["jsonOp"]?.text
    let bytes = inline.map { Array($0.utf8) } ?? item["path"]?.text.flatMap(file.content) ?? []
    (self.position, target) = (position, item["target"])
    documents = ManifestObjects.objects(in: bytes)
  }

  /// - Parameter texts: each the path of a file, or what such a file holds.
  private init(_ position: Position, texts: [String], in file: OverlayFile) {
    (self.position, target) = (position, nil)
    documents = texts.flatMap { ManifestObjects.objects(in: file.contentOrText($0)) }
  }

  /// Whether it may be for an object by its `apiVersion`, `kind` and name, whatever the labels.
  ///
  /// - Parameter namespaces: those that the object has or gets; kustomize takes either.
  func isForName(of object: Value, in namespaces: [String]) -> Bool {
    guard let target else { return documents.contains { Self.names($0, object) } }
    func matches(_ key: String, _ values: [String]) -> Bool {
      guard let pattern = target[key]?.text, !pattern.isEmpty else { return true }
      return NamePattern(pattern).map { values.contains(where: $0.matches) } ?? false
    }
    let type = Self.type(of: object)
    return matches("kind", [object["kind"]?.text ?? ""]) && matches("group", [type.group])
      && matches("version", [type.version]) && matches("name", [object["metadata"]?["name"]?.text ?? ""])
      && matches("namespace", namespaces)
  }

  /// Whether the selectors of its target take an object.
  func selects(_ object: Value) -> Bool {
    func matches(_ key: String, _ members: Value?) -> Bool {
      guard let text = target?[key]?.text, !text.isEmpty else { return true }
      return (try? LabelSelector(text))?.matches(members) ?? false
    }
    return matches("labelSelector", object["metadata"]?["labels"])
      && matches("annotationSelector", object["metadata"]?["annotations"])
  }

  /// Whether one document is for an object, where there is no target.
  private static func names(_ document: Value, _ object: Value) -> Bool {
    document["kind"] == object["kind"] && document["metadata"]?["name"] == object["metadata"]?["name"]
      && type(of: document).group == type(of: object).group
  }

  private static func type(of object: Value) -> (group: String, version: String) {
    let parts = (object["apiVersion"]?.text ?? "").split(separator: "/").map(String.init)
    return parts.count == 2 ? (parts[0], parts[1]) : ("", parts.first ?? "")
  }

  /// What it makes of an object that it is for.
  func applied(to object: Value) -> Outcome {
    var result = object
    for document in documents where target != nil || Self.names(document, object) {
      let (patch, problems) = ObjectPatch.read(
        name: "", target: ["kind": object["kind"] ?? ""], patch: document)
      if let patch {
        do throws(PatchFailure) {
          guard let changed = try patch.applied(to: result) else { return .deleted }
          result = changed
        } catch {
          return .unknown
        }
      } else if problems.contains(where: { $0.fact == .replacedObject }) {
        result = document
      } else {
        return .unknown
      }
    }
    return .object(result)
  }
}
