import Bytes

/// Which file contents can be a text value in a ConfigMap.
package enum StoredText {
  /// The bytes as a text, or nil when they would not arrive unchanged as one: not UTF-8, or with a
  /// code point that kustomize or kubectl reject or alter. Such content belongs into `binaryData`.
  package static func text(_ bytes: [UInt8]) -> String? {
    guard let text = String(utf8: bytes),
      TextScan(text.utf8.span).refused == nil
    else { return nil }
    return text
  }
}

extension String {
  /// The first character of it that no manifest holds, as kustomize or kubectl reject or alter it.
  package var unstorable: Unicode.Scalar? { TextScan(utf8.span).refused }
}

extension Unicode.Scalar {
  /// `U+0000`.
  package var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }
}
