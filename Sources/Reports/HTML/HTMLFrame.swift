import Bytes
import GraphDrawing
import WorkflowModel
import YAML

/// The page around what a report tells: `page.html`, which has `{{field}}` where a value belongs.
///
/// Nothing may be loaded and no script may run; the one style sheet is known by its digest.
enum HTMLFrame {
  enum Field: String {
    case digest
    case title
    case style
    case heading
    case from
    case to
    case content
  }

  /// For light and dark, narrow screens and keyboards, with that of the graphs.
  static let style = String(decoding: PackageResources.page_css, as: UTF8.self) + SVGDrawing.style

  /// - Parameter value: HTML for one field.
  static func page(_ value: (Field) -> String) -> String {
    // In one pass: what a value holds is never taken for a field.
    var page = ""
    var rest = String(decoding: PackageResources.page_html, as: UTF8.self)[...]
    while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
      page += rest[..<start.lowerBound]
      page += Field(rawValue: String(rest[start.upperBound..<end.lowerBound])).map(value) ?? ""
      rest = rest[end.upperBound...]
    }
    return page + rest
  }

  /// That of the style, as Content Security Policy spells it: SHA-256 in base64.
  static var digest: String {
    let hex = DigestText.of(Array(style.utf8)).utf8.dropFirst(DigestText.prefix.utf8.count)
    let digits = hex.compactMap(\.hexDigitValue)
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { place in
      UInt8(digits[place] << 4 | digits[place + 1])
    }
    return "sha256-\(Base64.encode(bytes))"
  }
}
