import Bytes
import Scripts
import YAML

/// Writes the specifiers of a module anew: the names of files beside it.
struct SpecifierRewriting {
  private let bytes: [UInt8]
  /// The edits by their start: where each ends, and its new text.
  private var edits: [Int: (end: Int, text: [UInt8])] = [:]
  private lazy var lines = LineStarts(bytes)

  /// - Parameter bytes: UTF-8, without a byte order mark.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Wherever the code names modules, for types too. Deno reports only the first place of each specifier.
  ///
  /// - Parameter file: the file in `vendor/` that a specifier leads to; nil for one that stays.
  mutating func rewrite(_ places: [SpecifierScan.Place], _ file: (String) -> String?) {
    for place in places {
      if let name = file(place.specifier) { replace(place.range, with: name) }
    }
  }

  /// Where Deno says, which may be in a comment: `/// <reference types="…" />`.
  ///
  /// - Parameter specifier: what has to be there; nil where Deno does not tell.
  /// - Returns: whether a specifier is there.
  mutating func rewrite(_ specifier: String?, at span: DenoInfo.Span, file: String) -> Bool {
    guard let start = lines.offset(of: span.start, in: bytes),
      let end = lines.offset(of: span.end, in: bytes),
      start < end
    else { return false }
    if edits[start] != nil { return true }
    let range = start..<end
    guard quote(at: range) != nil else { return false }
    if let specifier, !bytes[(start + 1)..<(end - 1)].elementsEqual(specifier.utf8) { return false }
    replace(range, with: file)
    return true
  }

  var result: [UInt8] {
    var result: [UInt8] = []
    var position = 0
    for (start, edit) in edits.sorted(by: { $0.key < $1.key }) where start >= position {
      result += bytes[position..<start] + edit.text
      position = edit.end
    }
    return result + bytes[position...]
  }

  private mutating func replace(_ range: Range<Int>, with file: String) {
    let quote = [quote(at: range) ?? UInt8(ascii: "\"")]
    edits[range.lowerBound] = (range.upperBound, quote + Array("./\(file)".utf8) + quote)
  }

  private func quote(at range: Range<Int>) -> UInt8? {
    guard range.count > 1, let first = bytes[range].first, first == bytes[range].last else { return nil }
    return [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(first) ? first : nil
  }
}

/// Finds the bytes of places that Deno reports.
struct LineStarts {
  private var starts = [0]

  init(_ bytes: [UInt8]) {
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
  }

  /// Nil behind the end.
  func offset(of place: DenoInfo.Place, in bytes: [UInt8]) -> Int? {
    guard starts.indices.contains(place.line) else { return nil }
    var offset = starts[place.line]
    for _ in 0..<place.column {
      guard offset < bytes.count else { return nil }
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }
}
