import Tree
import YAML

/// The fields that the Kubernetes API types as `Quantity`: their text is read and written again by the API server.
/// A text in any other field is compared as it is.
enum QuantityFields {
  /// By kind, the fields that stand nowhere else; `*` is the name of any resource.
  private static let byKind: [String: [[String]]] = [
    "PersistentVolume": [["spec", "capacity", "*"]],
    "ResourceQuota": [["spec", "hard", "*"]],
    "LimitRange": ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"].map {
      ["spec", "limits", $0, "*"]
    },
    "RuntimeClass": [["overhead", "podFixed", "*"]],
    "CSIStorageCapacity": [["capacity"], ["maximumVolumeSize"]],
    "HorizontalPodAutoscaler": ["resource", "containerResource", "pods", "object", "external"].flatMap {
      [["spec", "metrics", $0, "target", "averageValue"], ["spec", "metrics", $0, "target", "value"]]
    } + [["spec", "behavior", "scaleUp", "tolerance"], ["spec", "behavior", "scaleDown", "tolerance"]],
  ]
  /// By their ends, those of pods and claims, which are in many kinds.
  private static let anywhere = [
    ["resources", "limits", "*"], ["resources", "requests", "*"], ["spec", "overhead", "*"],
    ["emptyDir", "sizeLimit"], ["resourceFieldRef", "divisor"],
  ]
  /// Maps whose keys are anybody's and whose values are texts, whatever the keys are called.
  static let textMaps = [
    "labels", "annotations", "matchLabels", "nodeSelector", "data", "stringData", "binaryData",
  ]

  /// - Parameter fields: the names on the way to the field, without the items of lists.
  static func hold(kind: String, _ fields: [String]) -> Bool {
    if fields.dropLast().contains(where: textMaps.contains) { return false }
    return byKind[kind, default: []].contains { $0.count == fields.count && ends(fields, $0) }
      || anywhere.contains { ends(fields, $0) }
  }

  private static func ends(_ fields: [String], _ pattern: [String]) -> Bool {
    fields.count >= pattern.count
      && zip(fields.suffix(pattern.count), pattern).allSatisfy { $1 == "*" || $0.hasSameBytes(as: $1) }
  }
}
