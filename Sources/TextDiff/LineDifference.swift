/// Two texts in one list of lines, each kept, removed or added.
package struct LineDifference: Sendable {
  package enum Mark: Character, Sendable {
    case kept = " "
    case removed = "-"
    case added = "+"
  }

  package struct Line: Sendable {
    package let mark: Mark
    /// With its line break, if it has one.
    package let bytes: ArraySlice<UInt8>
    /// Counted from 1; nil where the line is not.
    package let old: Int?
    package let new: Int?

    package var hasLineBreak: Bool { bytes.last == UInt8(ascii: "\n") }

    /// Without its line break.
    package var text: String {
      String(decoding: hasLineBreak ? bytes.dropLast() : bytes, as: UTF8.self)
    }
  }

  package let lines: [Line]

  /// Nil for content that is not text: it holds a NUL.
  package init?(from old: [UInt8], to new: [UInt8]) {
    guard let before = Self.split(old), let after = Self.split(new) else { return nil }
    var numbers: [ArraySlice<UInt8>: Int] = [:]
    func number(_ line: ArraySlice<UInt8>) -> Int {
      if let known = numbers[line] { return known }
      numbers[line] = numbers.count
      return numbers.count - 1
    }
    let script = EditScript(from: before.map(number), to: after.map(number))
    var lines: [Line] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      if left < before.count, script.isRemoved[left] {
        lines.append(Line(mark: .removed, bytes: before[left], old: left + 1, new: nil))
        left += 1
      } else if right < after.count, script.isAdded[right] {
        lines.append(Line(mark: .added, bytes: after[right], old: nil, new: right + 1))
        right += 1
      } else {
        lines.append(Line(mark: .kept, bytes: after[right], old: left + 1, new: right + 1))
        left += 1
        right += 1
      }
    }
    self.lines = lines
  }

  package var counts: (added: Int, removed: Int) {
    (lines.count { $0.mark == .added }, lines.count { $0.mark == .removed })
  }

  /// Parts with changes, each with up to three lines around them.
  package var hunks: [Hunk] {
    var ranges: [Range<Int>] = []
    for (position, line) in lines.enumerated() where line.mark != .kept {
      let range = max(0, position - Hunk.context)..<min(lines.count, position + Hunk.context + 1)
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    var (old, new, position) = (1, 1, 0)
    return ranges.map { range in
      for line in lines[position..<range.lowerBound] { (old, new) = Hunk.behind(line, old, new) }
      let hunk = Hunk(lines: lines[range], oldStart: old, newStart: new)
      for line in lines[range] { (old, new) = Hunk.behind(line, old, new) }
      position = range.upperBound
      return hunk
    }
  }

  private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
    if bytes.contains(0) { return nil }
    var lines: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
      lines.append(rest[..<end])
      rest = rest[end...]
    }
    return lines
  }
}

/// A part of a difference, in the form of `diff -u` (POSIX diff, -u).
package struct Hunk: Sendable {
  static let context = 3

  package let lines: ArraySlice<LineDifference.Line>
  let oldStart: Int
  let newStart: Int

  package var header: String {
    let old = lines.count { $0.mark != .added }
    let new = lines.count { $0.mark != .removed }
    return "@@ -\(Self.span(oldStart, old)) +\(Self.span(newStart, new)) @@"
  }

  package var text: String { told.text }

  /// The header, and each line behind its mark.
  package var told: [UnifiedDiff.Line] {
    [UnifiedDiff.Line(.header, header)]
      + lines.flatMap { line in
        [UnifiedDiff.Line(.line(line.mark), "\(line.mark.rawValue)\(line.text)")]
          + (line.hasLineBreak ? [] : [UnifiedDiff.Line(.remark, "\\ No newline at end of file")])
      }
  }

  static func behind(_ line: LineDifference.Line, _ old: Int, _ new: Int) -> (Int, Int) {
    (line.mark == .added ? old : old + 1, line.mark == .removed ? new : new + 1)
  }

  /// An empty span is numbered by the line before it; a single line has no length.
  private static func span(_ start: Int, _ length: Int) -> String {
    length == 0 ? "\(start - 1),0" : length == 1 ? "\(start)" : "\(start),\(length)"
  }
}
