import Tree
import YAML

/// What a cluster's answer says of an object, as every kind says it.
extension Value {
  var objectKind: String? { self["kind"]?.text }
  var objectName: String { self["metadata"]?["name"]?.text ?? "" }

  /// Whether somebody deleted it, though it is still there.
  var isLeaving: Bool { self["metadata"]?["deletionTimestamp"] != nil }

  func label(_ key: String) -> String? { self["metadata"]?["labels"]?[key]?.text }
  func annotation(_ key: String) -> String? { self["metadata"]?["annotations"]?[key]?.text }

  /// The name of the object that made it and answers for it, when that is of a kind.
  func controller(_ kind: String) -> String? {
    items(of: self["metadata"]?["ownerReferences"]).first { $0.objectKind == kind }?["name"]?.text
  }

  /// A condition of its status; nil when it is not there.
  func condition(_ type: String) -> ObservedCondition? {
    items(of: self["status"]?["conditions"]).first { $0["type"]?.text == type }.map(ObservedCondition.init)
  }

  /// A number of its status: what is 0 is left out there.
  func statusCount(_ key: String) -> Int { self["status"]?[key]?.count ?? 0 }

  /// Who owns a field, as `managedFields` tells (the form `FieldsV1`), sorted.
  func managers(of field: [String]) -> [String] {
    let entries = items(of: self["metadata"]?["managedFields"]).filter { entry in
      field.reduce(entry["fieldsV1"]) { $0?["f:\($1)"] } != nil
    }
    return Set(entries.compactMap { $0["manager"]?.text }).sorted()
  }

  /// A whole number; nil for everything else.
  var count: Int? {
    if case .integer(let count) = self { count } else { nil }
  }

  private func items(of list: Value?) -> [Value] { list?.elements ?? [] }

  /// The items of a list; none of anything else.
  var elements: [Value] {
    if case .sequence(let items) = self { items } else { [] }
  }
}

/// One of `status.conditions`.
struct ObservedCondition {
  let isTrue: Bool
  let isFalse: Bool
  let reason: String?
  let message: String?

  init(_ condition: Value) {
    (isTrue, isFalse) = (condition["status"] == "True", condition["status"] == "False")
    (reason, message) = (condition["reason"]?.text, condition["message"]?.text)
  }
}
