import Bytes
package import YAML

/// Conditions on labels, in the syntax of `kubectl get --selector` (Kubernetes, "Labels and Selectors").
package struct LabelSelector: Sendable, Equatable {
  package let requirements: [Requirement]

  package struct Requirement: Sendable, Equatable {
    package let key: String
    package let condition: Condition
  }

  package enum Condition: Sendable, Equatable {
    case exists
    case isMissing
    /// `=`, `==`, `in`.
    case isIn([String])
    /// `!=`, `notin`: a label that is missing fulfils them too.
    case isNotIn([String])
  }

  package enum Fault: Error, Hashable, Sendable {
    /// Another thing stands where this is expected; nil at the end of the text.
    case expected(String, found: String?)
    case notKey(String)
    case notValue(String)
  }

  package init(_ text: String) throws(Fault) {
    var parser = LabelSelectorParser(text)
    requirements = try parser.requirements()
  }

  /// - Parameter labels: a mapping; anything else is not labels.
  package func matches(_ labels: Value?) -> Bool {
    requirements.allSatisfy { requirement in
      let value = labels?[requirement.key]?.text
      switch requirement.condition {
      case .exists: return value != nil
      case .isMissing: return value == nil
      case .isIn(let values):
        return value.map { value in values.contains { $0.hasSameBytes(as: value) } } ?? false
      case .isNotIn(let values):
        return value.map { value in !values.contains { $0.hasSameBytes(as: value) } } ?? true
      }
    }
  }
}
