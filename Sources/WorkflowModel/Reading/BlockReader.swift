import Diagnostics
import YAML

/// Checks the blocks that are accepted and kept: `contract`, `metadata` and `deployment`.
enum BlockReader {
  /// The namespace of `deployment`, if it names one.
  static func read(_ scope: FieldScope, _ findings: inout Findings) -> String? {
    for key in ["contract", "metadata", "deployment"] {
      guard let block = scope.field(key) else { continue }
      if case .mapping = block.content { continue }
      findings.error(block.position, "`\(key)` is \(block.kind); expected a mapping")
    }
    guard let field = scope.field("deployment")?.member("namespace")?.value, !field.isNull else { return nil }
    guard case .scalar(let scalar) = field.content, NameRules.isDNSLabel(scalar.text) else {
      findings.error(
        field.position,
        "`namespace` has to be a DNS label: at most 63 lower-case letters, digits and dashes (RFC 1123)")
      return nil
    }
    return scalar.text
  }
}
