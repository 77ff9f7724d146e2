/// Text for people, parts of which have a style.
///
/// A style stands beside the text that it is of, never in it. So no text, whoever wrote it, can give itself one; `Console`
/// alone makes codes of styles, where it shows any.
package struct StyledText: Sendable {
  package struct Part: Sendable {
    package fileprivate(set) var text: String
    package let style: Style?
  }

  /// None is empty, and no two neighbours have the same style.
  package private(set) var parts: [Part] = []

  package init() {}

  /// - Parameter style: nil for text as it is.
  package init(_ text: String, _ style: Style? = nil) { append(text, style) }

  /// A line that may begin with the mark of a file or an object, which gets its style.
  package init(marked line: String) {
    let mark = String(line.prefix(1))
    append(mark, Style(mark: mark))
    append(String(line.dropFirst()), nil)
  }

  /// The text alone: all of it where there are no colours.
  package var plain: String { parts.count == 1 ? parts[0].text : parts.map(\.text).joined() }

  package var isEmpty: Bool { parts.isEmpty }

  package mutating func append(_ text: String, _ style: Style?) {
    if text.isEmpty { return }
    if let last = parts.indices.last, parts[last].style == style {
      parts[last].text += text
    } else {
      parts.append(Part(text: text, style: style))
    }
  }

  package static func += (left: inout StyledText, right: StyledText) {
    for part in right.parts { left.append(part.text, part.style) }
  }

  package static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    sum += right
    return sum
  }

  /// The same without the spaces at its end.
  package var withoutTrailingSpaces: StyledText {
    var text = self
    while let last = text.parts.popLast() {
      let spaces = last.text.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
      text.append(String(last.text.dropLast(spaces)), last.style)
      if spaces < last.text.utf8.count { break }
    }
    return text
  }
}

extension StyledText: ExpressibleByStringInterpolation, CustomStringConvertible {
  /// So that a `String` that it gets into loses the styles, and nothing else.
  package var description: String { plain }

  package init(stringLiteral text: String) { self.init(text) }

  package init(stringInterpolation interpolation: Interpolation) { self = interpolation.text }

  /// `"\(path, .strong): \(message)"`.
  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = StyledText()

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { text.append(literal, nil) }

    package mutating func appendInterpolation(_ part: String, _ style: Style? = nil) {
      text.append(part, style)
    }

    package mutating func appendInterpolation(_ number: Int) { text.append(String(number), nil) }

    package mutating func appendInterpolation(_ part: StyledText) { text += part }
  }
}

extension Sequence<StyledText> {
  package func joined(separator: StyledText = StyledText()) -> StyledText {
    var (text, isFirst) = (StyledText(), true)
    for part in self {
      if !isFirst { text += separator }
      text += part
      isFirst = false
    }
    return text
  }
}
