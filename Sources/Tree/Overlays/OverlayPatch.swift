import Diagnostics
import YAML

/// A patch of a kustomization: which objects it is for, and what it touches of them.
struct OverlayPatch {
  let position: Position
  private let target: Element?
  /// Objects, or lists of the operations of RFC 6902.
  private let documents: [Value]

  /// Every patch of a kustomization, in the order of the keys that may hold some.
  static func all(in file: OverlayFile) -> [OverlayPatch] {
    let inline = file.root.items(of: "patches") + file.root.items(of: "patchesJson6902")
    return inline.map { item in
      let target = item.member("target")
      let bytes =
        item.member("patch")?.value.text.map { Array($0.utf8) }
        ?? item.member("path")?.value.text.flatMap(file.content) ?? []
      return OverlayPatch(
        position: target?.keyPosition ?? item.position, target: target?.value,
        documents: ManifestObjects.objects(in: bytes))
    }
      + file.root.items(of: "patchesStrategicMerge").map { item in
        let text = item.text ?? ""
        return OverlayPatch(
          position: item.position, target: nil,
          documents: ManifestObjects.objects(in: file.content(of: text) ?? Array(text.utf8)))
      }
  }

  func isFor(_ object: Value) -> Bool { isForName(of: object) && selects(object) }

  /// Whether it is for an object by its `apiVersion`, `kind` and name.
  func isForName(of object: Value) -> Bool {
    let name = object["metadata"]?["name"]?.text ?? ""
    let kind = object["kind"]?.text ?? ""
    let group = Self.group(of: object)
    guard let target else {
      return documents.contains {
        $0["kind"]?.text == kind && $0["metadata"]?["name"]?.text == name && Self.group(of: $0) == group
      }
    }
    func matches(_ key: String, _ value: String) -> Bool {
      guard let pattern = target.member(key)?.value.text, !pattern.isEmpty else { return true }
      return NamePattern(pattern)?.matches(value) ?? false
    }
    return matches("kind", kind) && matches("name", name) && matches("group", group)
  }

  private static func group(of object: Value) -> String {
    let parts = (object["apiVersion"]?.text ?? "").split(separator: "/")
    return parts.count == 2 ? String(parts[0]) : ""
  }

  /// Whether it looks at more than names.
  var hasSelector: Bool {
    target?.member("labelSelector") != nil || target?.member("annotationSelector") != nil
  }

  /// Whether the selectors of its target take an object. What selects by annotations is for objects of the overlay's own.
  func selects(_ object: Value) -> Bool {
    guard target?.member("annotationSelector")?.value.text == nil else { return false }
    guard let selector = target?.member("labelSelector")?.value.text else { return true }
    let labels = object["metadata"]?["labels"]
    return selector.split(separator: ",").allSatisfy { term in
      let sides = term.split(separator: "=").map { $0.filter { $0 != " " } }
      return sides.count == 2 && labels?[String(sides[0])]?.text == String(sides[1])
    }
  }

  /// Whether it changes labels and annotations alone, which no object is harmed by.
  var isOfMetadataAlone: Bool {
    !documents.isEmpty
      && documents.allSatisfy { document in
        switch document {
        case .sequence(let operations):
          operations.allSatisfy { Self.isOfMetadata(Self.keys(of: $0)) }
        case .mapping(let members):
          members.allSatisfy { key, value in
            ["apiVersion", "kind"].contains(key) || key == "metadata" && Self.isNameOrMetadata(value)
          }
        default: false
        }
      }
  }

  private static func isOfMetadata(_ keys: [String]) -> Bool {
    keys.count > 1 && keys[0] == "metadata" && ["labels", "annotations"].contains(keys[1])
  }

  private static func isNameOrMetadata(_ value: Value) -> Bool {
    guard case .mapping(let members) = value else { return false }
    return members.allSatisfy { key, _ in ["name", "namespace", "labels", "annotations"].contains(key) }
  }

  /// Whether it takes the objects that it is for out of what is built.
  var deletes: Bool { documents.contains { $0["$patch"]?.text == "delete" } }

  /// Whether it changes the selector of an object, or a label of its pods that this asks for.
  func changesSelector(of object: Value) -> Bool {
    let spec = object["spec"]
    return documents.contains { document in
      switch document {
      case .sequence(let operations):
        operations.contains { operation in
          let keys = Self.keys(of: operation)
          if operation["op"]?.text == "test" || !Self.isOfSelector(keys, of: spec) { return false }
          return operation["value"] == nil || operation["value"] != keys.reduce(object) { $0?[$1] }
        }
      default:
        Self.differs(document["spec"]?["selector"], from: spec?["selector"])
          || Self.labels(spec).contains { key, value in
            Self.differs(document["spec"]?["template"]?["metadata"]?["labels"]?[key], from: value)
          }
      }
    }
  }

  private static func isOfSelector(_ keys: [String], of spec: Value?) -> Bool {
    if keys.starts(with: ["spec", "selector"]) { return true }
    let labels = ["spec", "template", "metadata", "labels"]
    guard keys.starts(with: labels) else { return false }
    return keys.count == labels.count || Self.labels(spec)[keys[labels.count]] != nil
  }

  /// Whether a patch that has a value there makes another one of it.
  private static func differs(_ new: Value?, from old: Value?) -> Bool {
    guard let new else { return false }
    guard case .mapping(let members) = new, let old else { return new != old }
    return members.contains { key, value in differs(value, from: old[key]) }
  }

  private static func labels(_ spec: Value?) -> Mapping {
    if case .mapping(let labels)? = spec?["selector"]?["matchLabels"] { labels } else { Mapping() }
  }

  /// The keys that a JSON pointer (RFC 6901) names.
  private static func keys(of operation: Value) -> [String] {
    let pointer = operation["path"]?.text ?? ""
    return pointer.split(separator: "/").map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }
}
