import Scripts

/// All pieces of a file, to look back and ahead; nil is what is none of a kind, or not there.
struct ScriptPieces {
  /// A name that is asked for at every place. It is told once for each piece, as comparing it each time takes long.
  enum Word: String, CaseIterable {
    case `default`
    case export
    case async
    case function
    case context = "Context"
    case secrets
    case dependency
    case fetch
  }

  private struct Entry {
    let piece: ScriptPiece
    let word: Word?
    /// For a bracket the one that it belongs to, and -1 for what is none. Any bracket closes any other, as what the
    /// lexer takes wrongly is not to change what stands around it.
    var partner: Int32 = -1
  }

  private let lexer: ScriptLexer
  private let entries: [Entry]

  var bytes: [UInt8] { lexer.bytes }
  var indices: Range<Int> { entries.indices }

  init(_ bytes: [UInt8]) {
    lexer = ScriptLexer(bytes)
    var reading = lexer
    var entries: [Entry] = []
    entries.reserveCapacity(bytes.count / Self.usualWidth)
    var open: [Int] = []
    while let piece = reading.next() {
      let position = entries.count
      switch piece.kind {
      case .name: entries.append(Entry(piece: piece, word: Self.word(piece, bytes)))
      case .sign:
        entries.append(Entry(piece: piece, word: nil))
        switch bytes[piece.start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): open.append(position)
        case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
          guard let first = open.popLast() else { continue }
          entries[first].partner = Int32(truncatingIfNeeded: position)
          entries[position].partner = Int32(truncatingIfNeeded: first)
        default: break
        }
      default: entries.append(Entry(piece: piece, word: nil))
      }
    }
    self.entries = entries
  }

  /// In bytes, of a piece and the blanks around it.
  private static let usualWidth = 4

  private static func word(_ piece: ScriptPiece, _ bytes: [UInt8]) -> Word? {
    let length = piece.end - piece.start
    guard length < words.count else { return nil }
    for (spelling, word) in words[length] where spelling[0] == bytes[piece.start] {
      if bytes[piece.start..<piece.end].elementsEqual(spelling) { return word }
    }
    return nil
  }

  /// By their lengths.
  private static let words: [[(spelling: [UInt8], word: Word)]] = {
    let longest = Word.allCases.map(\.rawValue.utf8.count).max() ?? 0
    return (0...longest).map { length in
      Word.allCases.map { (Array($0.rawValue.utf8), $0) }.filter { $0.0.count == length }
    }
  }()

  func isName(_ position: Int) -> Bool {
    guard entries.indices.contains(position), case .name = entries[position].piece.kind else { return false }
    return true
  }

  func name(_ position: Int) -> String? { scriptName(position)?.text }

  /// The same without a text of its own.
  func scriptName(_ position: Int) -> ScriptName? {
    isName(position) ? ScriptName(lexer.content(of: entries[position].piece)) : nil
  }

  /// What a table has under the name at a position.
  func value<Value>(of position: Int, in table: NameTable<Value>) -> Value? {
    guard isName(position) else { return nil }
    let piece = entries[position].piece
    guard table.mayHold(nameOfLength: piece.end - piece.start) else { return nil }
    return table[ScriptName(lexer.content(of: piece))]
  }

  func word(_ position: Int) -> Word? {
    entries.indices.contains(position) ? entries[position].word : nil
  }

  /// In bytes, from the beginning of the file.
  func start(of position: Int) -> Int { entries[position].piece.start }

  /// Whether a text in quotes, or a template without expressions, stands there.
  func isText(_ position: Int) -> Bool {
    guard entries.indices.contains(position) else { return false }
    switch entries[position].piece.kind {
    case .text, .template: return true
    default: return false
    }
  }

  /// What a text in quotes, or a template without expressions, stands for.
  func text(_ position: Int) -> String? {
    entries.indices.contains(position) ? lexer.value(of: entries[position].piece) : nil
  }

  /// What a template has before its first expression, as it stands in the file.
  func head(_ position: Int) -> String? {
    guard entries.indices.contains(position), case .templateHead = entries[position].piece.kind else {
      return nil
    }
    let text = String(decoding: lexer.content(of: entries[position].piece), as: UTF8.self)
    return text.hasPrefix("`") ? String(text.dropFirst().dropLast(2)) : nil
  }

  func sign(_ position: Int) -> Unicode.Scalar? {
    guard entries.indices.contains(position), case .sign = entries[position].piece.kind else { return nil }
    return Unicode.Scalar(bytes[entries[position].piece.start])
  }

  /// Where the bracket is that closes the one at a position, or that it closes.
  func partner(of position: Int) -> Int? {
    guard entries.indices.contains(position), entries[position].partner >= 0 else { return nil }
    return Int(entries[position].partner)
  }
}
