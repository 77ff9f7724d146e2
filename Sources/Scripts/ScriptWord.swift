/// A word of a script that is asked for at every piece. It is told once, where the piece is read, as comparing bytes each
/// time takes long.
public enum ScriptWord: UInt8, CaseIterable, Sendable {
  case other

  // Operators and words of statements behind which a value begins, and so a regular expression may.
  case `return`
  case typeof
  case `case`
  case `in`
  case of
  case await
  case yield
  case void
  case delete
  case `do`
  case `else`
  case instanceof
  case new
  case `throw`
  case extends
  case `default`

  // Words with a condition in parentheses.
  case `if`
  case `while`
  case `for`
  case with

  // Words of modules.
  case `import`
  case export
  case url

  // What the context of a node is found by.
  case async
  case function
  case context
  case secrets
  case dependency
  case fetch

  /// Whether a value begins behind it.
  var isOperator: Bool { (Self.return.rawValue...Self.default.rawValue).contains(rawValue) }

  private var spelling: StaticString {
    switch self {
    case .other: ""
    case .return: "return"
    case .typeof: "typeof"
    case .case: "case"
    case .in: "in"
    case .of: "of"
    case .await: "await"
    case .yield: "yield"
    case .void: "void"
    case .delete: "delete"
    case .do: "do"
    case .else: "else"
    case .instanceof: "instanceof"
    case .new: "new"
    case .throw: "throw"
    case .extends: "extends"
    case .default: "default"
    case .if: "if"
    case .while: "while"
    case .for: "for"
    case .with: "with"
    case .import: "import"
    case .export: "export"
    case .url: "URL"
    case .async: "async"
    case .function: "function"
    case .context: "Context"
    case .secrets: "secrets"
    case .dependency: "dependency"
    case .fetch: "fetch"
    }
  }
}

extension ScriptWord {
  /// Up to eight bytes in one number; the first is the lowest.
  struct Packed: Equatable {
    private var word: UInt64 = 0

    init() {}

    /// The last bytes of a range, which is not empty.
    @inline(__always)
    init(last bytes: Span<UInt8>, _ range: Range<Int>) {
      let width = 8
      if range.upperBound >= width {
        // With what is before the range, which goes away again.
        let all = unsafe bytes.bytes.unsafeLoadUnaligned(
          fromByteOffset: range.upperBound - width, as: UInt64.self)
        word = UInt64(littleEndian: all) &>> UInt64(8 &* max(0, width &- range.count))
      } else {
        for place in range { word |= UInt64(bytes[place]) &<< UInt64(8 &* (place &- range.lowerBound)) }
      }
    }

    /// A place below a number that is a power of two.
    @inline(__always)
    func place(below size: Int) -> Int {
      // The golden ratio spreads what is alike over all bits of the product, of which the top ones are taken.
      Int((word &* 0x9E37_79B9_7F4A_7C15) >> 40) & (size - 1)
    }
  }

  /// Finds words by their last eight bytes, which are one number.
  struct Table: Sendable {
    private struct Slot {
      var word = ScriptWord.other
      var count = 0
      var last = Packed()
      /// What is before those.
      var first = Packed()
    }

    /// A word whose place is taken has the next free one.
    private var slots = [Slot](repeating: Slot(), count: Self.size)

    /// Several times the number of words, so that most other names meet a free slot.
    private static var size: Int { 256 }
    private static var width: Int { 8 }

    fileprivate init(_ words: [ScriptWord]) {
      for word in words {
        let bytes = Array("\(word.spelling)".utf8)
        precondition(bytes.count <= 2 * Self.width, "a word does not fit")
        let slot = Slot(
          word: word, count: bytes.count, last: Packed(last: bytes.span, 0..<bytes.count),
          first: bytes.count <= Self.width
            ? Packed() : Packed(last: bytes.span, 0..<(bytes.count - Self.width)))
        var place = slot.last.place(below: Self.size)
        while slots[place].count > 0 { place = (place + 1) & (Self.size - 1) }
        slots[place] = slot
      }
    }

    /// The word that a name is.
    @inline(__always)
    func word(_ bytes: Span<UInt8>, _ range: Range<Int>) -> ScriptWord {
      let last = Packed(last: bytes, range)
      var place = last.place(below: Self.size)
      while slots[place].count > 0 {
        if slots[place].last == last, isSpelled(bytes, range, slots[place]) { return slots[place].word }
        place = (place &+ 1) & (Self.size &- 1)
      }
      return .other
    }

    @inline(never)
    private func isSpelled(_ bytes: Span<UInt8>, _ range: Range<Int>, _ slot: Slot) -> Bool {
      guard slot.count == range.count else { return false }
      if range.count <= Self.width { return true }
      return slot.first == Packed(last: bytes, range.lowerBound..<(range.upperBound - Self.width))
    }
  }

  /// Of all words.
  static let table = Table(allCases.filter { $0 != .other })
}
