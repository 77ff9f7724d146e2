import Bytes
package import YAML

/// Which objects a patch is for.
package struct PatchTarget: Sendable, Equatable {
  package let kind: String
  /// The exact name; `{name}` in it stands for the workflow's. Nil: any.
  package let name: String?
  /// Nil: any labels.
  package let labelSelector: LabelSelector?

  package init(kind: String, name: String? = nil, labelSelector: LabelSelector? = nil) {
    (self.kind, self.name, self.labelSelector) = (kind, name, labelSelector)
  }

  /// Whether the patch is for an object of a workflow.
  package func matches(_ object: Value, of workflow: String) -> Bool {
    guard object["kind"]?.text?.hasSameBytes(as: kind) == true else { return false }
    if let name {
      let wanted = Self.filled(name, workflow)
      guard object["metadata"]?["name"]?.text?.hasSameBytes(as: wanted) == true else { return false }
    }
    guard let labelSelector else { return true }
    return labelSelector.matches(object["metadata"]?["labels"])
  }

  /// The name that is asked for; nil for any.
  package func filledName(of workflow: String) -> String? { name.map { Self.filled($0, workflow) } }

  /// What stands for the workflow's name.
  package static let placeholder = "{name}"

  private static func filled(_ name: String, _ workflow: String) -> String {
    name.split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: workflow)
  }
}

extension PatchTarget {
  private static let keys = ["kind", "name", "labelSelector"]

  static func read(_ value: Value, _ problems: inout [PatchFailure]) -> PatchTarget? {
    guard case .mapping(let members) = value else {
      problems.append(PatchFailure(.target, .notMapping(found: value.noun)))
      return nil
    }
    for key in members.keys where !keys.contains(key) {
      problems.append(PatchFailure(.target + key, .unknownKey(expected: keys)))
    }
    if members["kind"] == nil { problems.append(PatchFailure(.target, .noKind)) }
    let kind = text("kind", members, &problems)
    if let kind, !isKind(kind) { problems.append(PatchFailure(.target + "kind", .notKind(kind))) }
    let name = text("name", members, &problems)
    if let name { check(name: name, &problems) }
    let selector = text("labelSelector", members, &problems).flatMap { read(selector: $0, &problems) }
    return kind.map { PatchTarget(kind: $0, name: name, labelSelector: selector) }
  }

  private static func text(
    _ key: String, _ members: Mapping, _ problems: inout [PatchFailure]
  ) -> String? {
    guard let value = members[key] else { return nil }
    if let text = value.text { return text }
    problems.append(PatchFailure(.target + key, .notText(found: value.noun)))
    return nil
  }

  private static func isKind(_ text: String) -> Bool {
    text.utf8.first?.isIn(.upper) == true && text.utf8.allSatisfy { $0.isIn(.alphanumeric) }
  }

  /// A name of Kubernetes: `[a-z0-9]([-a-z0-9.]*[a-z0-9])?`, of at most 253 bytes (RFC 1123, subdomain).
  private static func check(name: String, _ problems: inout [PatchFailure]) {
    let bytes = Array(filled(name, "x").utf8)
    let isName =
      !bytes.isEmpty && bytes.count <= 253 && bytes.allSatisfy { $0.isIn(.lowerAlphanumeric.union("-.")) }
      && bytes.first?.isIn(.lowerAlphanumeric) == true && bytes.last?.isIn(.lowerAlphanumeric) == true
    if isName { return }
    let isPattern = bytes.contains { $0.isIn("*+?()[]|^$\\{}") }
    problems.append(PatchFailure(.target + "name", isPattern ? .namePattern(name) : .notName(name)))
  }

  private static func read(selector text: String, _ problems: inout [PatchFailure]) -> LabelSelector? {
    do throws(LabelSelector.Fault) {
      return try LabelSelector(text)
    } catch {
      problems.append(PatchFailure(.target + "labelSelector", .selector(error)))
      return nil
    }
  }
}
