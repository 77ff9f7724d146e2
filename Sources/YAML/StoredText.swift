/// Which file contents can be a text value in a ConfigMap.
package enum StoredText {
  /// The bytes as a text, or nil when they would not arrive unchanged as one: not UTF-8, or with a
  /// code point that kustomize or kubectl reject or alter. Such content belongs into `binaryData`.
  package static func text(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self),
      TextScan(text.utf8.span).refused == nil
    else { return nil }
    return text
  }
}
