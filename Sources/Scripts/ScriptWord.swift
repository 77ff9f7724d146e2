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

  /// The word that a piece of the kind `name` is.
  init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let known = Self.known
    guard range.count < known.count, known[range.count].mayBegin(with: bytes[range.lowerBound]) else {
      self = .other
      return
    }
    self = known[range.count].words.first { $0.isSpelled(bytes, range) } ?? .other
  }

  private func isSpelled(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    spelling.withUTF8Buffer { wanted in
      for place in 0..<range.count where unsafe wanted[place] != bytes[range.lowerBound + place] {
        return false
      }
      return true
    }
  }

  /// Those of one length.
  private struct Known {
    var words: [ScriptWord] = []
    /// A bit for each first byte, by its last six bits.
    private var firstBytes: UInt64 = 0

    mutating func add(_ word: ScriptWord, first: UInt8) {
      words.append(word)
      firstBytes |= 1 << UInt64(first & 63)
    }

    func mayBegin(with byte: UInt8) -> Bool { (firstBytes >> UInt64(byte & 63)) & 1 == 1 }
  }

  /// By their lengths.
  private static let known: [Known] = {
    var known: [Known] = []
    for word in allCases where word != .other {
      let (length, first) = word.spelling.withUTF8Buffer { unsafe ($0.count, $0[0]) }
      while known.count <= length { known.append(Known()) }
      known[length].add(word, first: first)
    }
    return known
  }()
}
