import Bytes
import WorkflowModel
import YAML

extension VendoredPackage {
  /// Its name in statements: a package URL (purl, ECMA-427) for npm. There is no registered type for jsr, and a module of a
  /// server has an address: both are URIs as they are.
  var uri: String {
    switch registry {
    case .npm:
      "pkg:npm/\(name.split(separator: "/").map { Self.encoded($0, but: Self.plain) }.joined(separator: "/"))"
        + (version.map { "@\(Self.encoded($0, but: Self.plain))" } ?? "")
    case .jsr, .https: Self.encoded(text, but: Self.ofURI)
    }
  }

  /// The characters that parts of a purl have without escapes; the `@` of a scope is none of them.
  private static let plain = ASCII.alphanumeric.union(".-_~:")
  /// The characters that a URI has without escapes (RFC 3986, section 2).
  private static let ofURI = ASCII.alphanumeric.union("-._~:/?#[]@!$&'()*+,;=%")

  private static func encoded(_ text: some StringProtocol, but plain: ASCII) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte in
      plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
