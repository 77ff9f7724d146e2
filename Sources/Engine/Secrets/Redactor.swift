package import WorkflowSecrets

/// Takes the values of secrets out of what people read.
///
/// A value is found as it is, as JSON and URLs escape it, and each longer line of it by itself. Texts of fewer
/// than four bytes are left: they say nothing, and hiding every `1` would hide everything else.
package struct Redactor: Sendable {
  package static let replacement = "[redacted]"
  static let shortest = 4
  private static let shortestLine = 8

  /// The longest first, so that a value that holds another one is taken as a whole.
  private var patterns: [[UInt8]] = []

  package init() {}

  package init(_ secrets: Secrets) { add(secrets) }

  /// Values that are no longer valid stay hidden: they may still be on their way into a log.
  package mutating func add(_ secrets: Secrets) {
    var all = Set(patterns)
    for text in secrets.texts {
      let lines = text.split(whereSeparator: \.isNewline).map(String.init)
      let parts = [text] + (lines.count > 1 ? lines.filter { $0.utf8.count >= Self.shortestLine } : [])
      for part in parts where part.utf8.count >= Self.shortest {
        let urls = URLForm.allCases.map { $0.encoded(part) }
        for form in [part, Self.jsonEscaped(part)] + urls { all.insert(Array(form.utf8)) }
      }
    }
    patterns = all.sorted { $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count > $1.count }
  }

  package var isEmpty: Bool { patterns.isEmpty }

  /// How long the longest value is, in bytes: a text that is cut may hold that much of one at its end.
  package var longest: Int { patterns.first?.count ?? 0 }

  package func redact(_ text: String) -> String {
    if patterns.isEmpty { return text }
    let bytes = Array(text.utf8)
    let redacted = redact(bytes)
    return redacted.count == bytes.count && redacted == bytes
      ? text : String(decoding: redacted, as: UTF8.self)
  }

  package func redact(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for pattern in patterns { bytes.replace(pattern, by: Self.replacement.utf8) }
    return bytes
  }

  private static func jsonEscaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

extension [UInt8] {
  /// Puts something else in every place of a pattern.
  mutating func replace(_ pattern: [UInt8], by replacement: some Sequence<UInt8>) {
    guard count >= pattern.count, let first = pattern.first else { return }
    var result: [UInt8] = []
    var copied = 0
    var position = 0
    let last = count - pattern.count
    while position <= last {
      guard self[position] == first, self[position..<(position + pattern.count)].elementsEqual(pattern) else {
        position += 1
        continue
      }
      result += self[copied..<position]
      result += replacement
      position += pattern.count
      copied = position
    }
    if copied > 0 { self = result + self[copied...] }
  }
}

/// How a text is written in a URL.
private enum URLForm: CaseIterable {
  /// `encodeURIComponent` (ECMA-262).
  case component
  /// `encodeURI` (ECMA-262).
  case whole
  /// `URLSearchParams`: application/x-www-form-urlencoded (WHATWG URL).
  case form

  private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
  private static let digits = Array("0123456789ABCDEF".utf8)

  private var kept: Set<UInt8> {
    switch self {
    case .component: Self.letters.union("-_.!~*'()".utf8)
    case .whole: Self.letters.union("-_.!~*'();/?:@&=+$,#".utf8)
    case .form: Self.letters.union("*-._".utf8)
    }
  }

  func encoded(_ text: String) -> String {
    let kept = kept
    var result: [UInt8] = []
    for byte in text.utf8 {
      if kept.contains(byte) {
        result.append(byte)
      } else if byte == UInt8(ascii: " "), self == .form {
        result.append(UInt8(ascii: "+"))
      } else {
        result += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
