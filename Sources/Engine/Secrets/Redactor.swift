package import WorkflowSecrets
import YAML

/// Takes the values of secrets out of what people read.
///
/// A value is found in every form that the runtime, Deno, JSON, URLs and HTTP give it: without the blanks and
/// line breaks around it, escaped (`ReadableForm`), in Base64 (`Base64Form`), and each longer line of it by
/// itself. Texts of fewer than four bytes are left: they say nothing, and hiding every `1` would hide everything
/// else.
package struct Redactor: Sendable {
  package static let replacement = "[redacted]"
  private static let shortestLine = 8
  /// The most that a byte of a value takes in a form of it: `\u001b`, once more escaped.
  private static let growth = 7
  /// Of a line so much is looked at behind what is shown of it.
  private static let mostLookedAt = 256 << 10

  private var plain = TextFinder()
  private var readable = TextFinder()

  /// How long the longest form of a value may be, in bytes: a text that is cut may hold that much of one at its
  /// end.
  package private(set) var longest = 0

  package init() {}

  package init(_ secrets: Secrets) { self.init(texts: secrets.texts) }

  init(texts: some Sequence<String>) {
    var known: Set<[UInt8]> = []
    for text in texts {
      let value = Self.trimmed(Array(text.utf8)[...])
      let lines = value.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map {
        Self.trimmed($0)
      }
      let long = lines.count > 1 ? lines.filter { $0.count >= Self.shortestLine } : []
      let parts = [value] + long
      for part in parts + parts.compactMap(Self.latin)
      where part.count >= TextFinder.shortest && known.insert(part).inserted {
        add(TextFinder.Pattern(text: part))
        for pattern in Base64Form.patterns(of: part) { add(pattern) }
        longest = max(longest, min(part.count * Self.growth, Self.mostLookedAt))
      }
    }
  }

  /// As HTTP and `btoa` write characters up to U+00FF: a byte each; nil for ASCII, and for what has others.
  private static func latin(_ text: [UInt8]) -> [UInt8]? {
    guard text.contains(where: { $0 >= 0x80 }) else { return nil }
    var bytes: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private mutating func add(_ pattern: TextFinder.Pattern) {
    plain.add(pattern)
    readable.add(
      TextFinder.Pattern(
        text: ReadableForm(pattern.text).bytes, before: pattern.before, after: pattern.after))
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let start = text.drop(while: isBlank)
    return Array(start.dropLast(start.reversed().prefix(while: isBlank).count))
  }

  package var isEmpty: Bool { plain.isEmpty }

  package func redact(_ text: String) -> String {
    if plain.isEmpty { return text }
    let bytes = Array(text.utf8)
    let places = places(in: bytes)
    return places.isEmpty ? text : String(decoding: Self.replaced(places, in: bytes), as: UTF8.self)
  }

  package func redact(_ bytes: [UInt8]) -> [UInt8] {
    if plain.isEmpty { return bytes }
    let places = places(in: bytes)
    return places.isEmpty ? bytes : Self.replaced(places, in: bytes)
  }

  /// Where values stand, in order; those that overlap are one.
  private func places(in bytes: [UInt8]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    plain.find(in: bytes) { places.append($0) }
    if ReadableForm.mayDiffer(bytes) {
      let form = ReadableForm(bytes)
      readable.find(in: form.bytes) { places.append(form.source($0)) }
    }
    guard places.count > 1 else { return places }
    places.sort { $0.lowerBound < $1.lowerBound }
    var merged: [Range<Int>] = []
    for place in places {
      if let last = merged.last, place.lowerBound < last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, place.upperBound)
      } else {
        merged.append(place)
      }
    }
    return merged
  }

  private static func replaced(_ places: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var copied = 0
    for place in places {
      result += bytes[copied..<place.lowerBound]
      result += replacement.utf8
      copied = place.upperBound
    }
    return result + bytes[copied...]
  }
}

/// Values to take out: those that are in force, and for a time those that were, as they may still be on their way
/// into a log.
struct RedactedValues {
  static let keptAfterwards = Duration.seconds(3600)

  /// Since when a value is no longer in force; nil while it is.
  private var values: [ByteKey: ContinuousClock.Instant?] = [:]

  var texts: [String] { values.keys.map(\.text) }

  /// - Returns: whether there are other values than before.
  mutating func replace(by texts: [String], now: ContinuousClock.Instant) -> Bool {
    let current = Set(texts.map(ByteKey.init))
    for (value, retired) in values where retired == nil && !current.contains(value) {
      values[value] = .some(now)
    }
    let isNew = current.contains { values[$0] == nil }
    for value in current { values[value] = .some(nil) }
    return forget(now: now) || isNew
  }

  /// - Returns: whether there are fewer values than before.
  mutating func forget(now: ContinuousClock.Instant) -> Bool {
    let count = values.count
    values = values.filter { $0.value.map { now - $0 < Self.keptAfterwards } ?? true }
    return values.count < count
  }
}
