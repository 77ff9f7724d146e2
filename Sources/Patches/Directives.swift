import Bytes
import YAML

/// The keys by which a strategic merge patch says what to do instead of merging.
enum Directives {
  static let patch = "$patch"
  static let values = ["delete", "replace", "merge"]

  /// Finds directives that kustomize does not know: it would write them into the object.
  static func check(_ value: Value, at path: PatchPath, _ problems: inout [PatchFailure]) {
    switch value {
    case .mapping(let members):
      for (key, member) in members {
        if key.hasSameBytes(as: patch) {
          if member.text.map({ values.contains($0) }) != true {
            problems.append(PatchFailure(path + key, .unknownDirective(member.text ?? member.noun)))
          }
        } else if isForeign(key) {
          problems.append(PatchFailure(path + key, .foreignDirective(key)))
        } else {
          check(member, at: path + key, &problems)
        }
      }
    case .sequence(let items):
      for (index, item) in items.enumerated() { check(item, at: path + index, &problems) }
    default: break
    }
  }

  /// Directives of `kubectl patch` alone.
  private static func isForeign(_ key: String) -> Bool {
    key == "$retainKeys" || key.hasPrefix("$setElementOrder/") || key.hasPrefix("$deleteFromPrimitiveList/")
  }

  /// Refuses `$patch` in the items of a list that is replaced, where kustomize leaves it in the object.
  static func refuse(_ value: Value, at path: PatchPath) throws(PatchFailure) {
    switch value {
    case .mapping(let members):
      if members[patch] != nil { throw PatchFailure(path + patch, .directiveInReplacedList) }
      for (key, member) in members { try refuse(member, at: path + key) }
    case .sequence(let items):
      for (index, item) in items.enumerated() { try refuse(item, at: path + index) }
    default: break
    }
  }
}
