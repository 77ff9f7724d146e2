import Bytes
import WorkflowModel
package import YAML

/// What an environment puts over the `config:` of a workflow, so that nodes see other values while the
/// version stays the same bytes.
package struct ConfigOverlay: Sendable {
  package static let fileName = "config.yaml"
  package static let digits = 12

  /// A JSON merge patch (RFC 7396) for `config`.
  package let values: Mapping
  /// The file that the engine reads, with its keys sorted.
  package let text: String
  /// The first digits of the SHA-256 of the file: the same values have the same name.
  package let name: String

  package static func isName(_ text: String) -> Bool {
    text.utf8.count == digits && text.consists(of: .lowerHexDigit)
  }

  package init(_ values: Mapping) throws(EmitError) {
    let bytes = try Emitter.emit([Value.mapping(values).withSortedKeys])
    self.values = values
    text = String(decoding: bytes, as: UTF8.self)
    name = String(DigestText.of(bytes).dropFirst(DigestText.prefix.utf8.count).prefix(Self.digits))
  }
}
