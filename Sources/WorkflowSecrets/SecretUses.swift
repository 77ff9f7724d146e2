import Diagnostics
import Scripts
import WorkflowModel

/// Finds in TypeScript which secrets a node reads.
///
/// It reads pieces, not types: `ctx.secrets.service.key`, with `["…"]`, `?.` or `!` anywhere in it, its parts taken
/// by `const { key } = ctx.secrets.service`, and `ctx.fetch("service", …)`. The context is called `ctx` or
/// `context`, or has `: Context` behind its name; `secrets` alone counts where it was taken out of one.
struct SecretUses {
  private let code: ScriptPieces
  private let path: String
  private let contexts: Set<String>
  private let hasOwnName: Bool
  private var found = SecretDemands()
  private var cursor = TextCursor()

  /// No code takes more at once.
  private static let mostTaken = 1_000

  static func demands(_ file: SourceFile, path: String) -> SecretDemands {
    var uses = SecretUses(file, path: path)
    for position in uses.code.pieces.indices { uses.look(position) }
    return uses.found
  }

  private init(_ file: SourceFile, path: String) {
    let code = ScriptPieces(file.bytes)
    (self.code, self.path) = (code, path)
    var contexts: Set<String> = ["ctx", "context"]
    var hasOwnName = false
    for position in code.pieces.indices {
      guard let name = code.name(position) else { continue }
      let (before, after) = (code.sign(position - 1), code.sign(position + 1))
      if after == ":", code.name(position + 2) == "Context" {
        contexts.insert(name)
      }
      guard name == "secrets" else { continue }
      if before == "{" || before == ",", after == "}" || after == "," { hasOwnName = true }
      if after == "=", before != "." { hasOwnName = true }
    }
    (self.contexts, self.hasOwnName) = (contexts, hasOwnName)
  }

  private mutating func look(_ position: Int) {
    guard let name = code.name(position) else { return }
    if name == "secrets", let start = start(of: position) {
      read(after: position + 1, from: start, at: position)
    } else if name == "fetch", start(of: position, isOwnName: false) != nil, sign(position + 1) == "(",
      let service = code.text(position + 2), !service.contains("/")
    {
      for key in ["token", "api_key"] { add(.optional, service, key, position) }
    }
  }

  /// The piece with which `ctx.secrets` begins; nil when the word at `position` is something else.
  private func start(of position: Int) -> Int? { start(of: position, isOwnName: hasOwnName) }

  private func start(of position: Int, isOwnName: Bool) -> Int? {
    guard sign(position - 1) == "." else {
      return isOwnName && !isDeclaration(position) ? position : nil
    }
    var before = position - 2
    while let sign = sign(before), sign == "?" || sign == "!" { before -= 1 }
    guard let object = code.name(before), contexts.contains(object), sign(before - 1) != "." else {
      return nil
    }
    return before
  }

  /// Whether the word at `position` only gets its meaning there.
  private func isDeclaration(_ position: Int) -> Bool {
    guard let after = sign(position + 1) else { return false }
    return ["}", ",", "=", ":"].contains(after) || after == "?" && sign(position + 2) == ":"
  }

  private mutating func read(after position: Int, from start: Int, at place: Int) {
    switch member(position) {
    case .none:
      let names = taken(before: start)
      for service in names { add(.required, service, nil, place) }
      if names.isEmpty, !isRenamed(start) { doubt("`secrets` is passed on as a whole", place) }
    case .computed: doubt("a secret is read by a name that only a run knows", place)
    case .name(let service, let next):
      switch member(next) {
      case .name(let key, _): add(.required, service, key, place)
      case .computed: add(.required, service, nil, place)
      case .none:
        let keys = taken(before: start)
        for key in keys { add(.required, service, key, place) }
        if keys.isEmpty { add(.required, service, nil, place) }
      }
    }
  }

  private enum MemberAccess {
    case none
    case computed
    case name(String, next: Int)
  }

  /// `.name`, `?.name`, `["name"]` or `?.["name"]` at a place, after `!` if there is one.
  private func member(_ position: Int) -> MemberAccess {
    var position = position
    if sign(position) == "!", sign(position + 1) != "=" { position += 1 }
    var hasDot = false
    if sign(position) == "?", sign(position + 1) == "." { position += 1 }
    if sign(position) == "." {
      hasDot = true
      position += 1
    }
    if hasDot, let name = code.name(position) { return .name(name, next: position + 1) }
    guard sign(position) == "[" else { return .none }
    if let name = code.text(position + 1), sign(position + 2) == "]" {
      return .name(name, next: position + 3)
    }
    return .computed
  }

  /// The names of `{ a, b: c, d = 1 } =` before a place.
  private func taken(before start: Int) -> [String] {
    guard sign(start - 1) == "=", sign(start - 2) == "}" else { return [] }
    var names: [String] = []
    var position = start - 3
    // A statement ends before it, where none begins with a pattern.
    while position > max(0, start - Self.mostTaken), sign(position) != "{", sign(position) != ";" {
      let before = sign(position - 1)
      if before == "{" || before == ",", let name = code.name(position) ?? code.text(position) {
        names.append(name)
      }
      position -= 1
    }
    return names.reversed()
  }

  /// `const secrets = ctx.secrets`: what is read of it is found where it is read.
  private func isRenamed(_ start: Int) -> Bool {
    sign(start - 1) == "=" && code.name(start - 2) == "secrets"
  }

  private mutating func add(_ kind: SecretDemand.Kind, _ service: String, _ key: String?, _ place: Int) {
    let position = cursor.advance(to: code.pieces[place].start, in: code.bytes)
    found.demands.append(
      SecretDemand(kind: kind, service: service, key: key, path: path, position: position))
  }

  private mutating func doubt(_ what: String, _ place: Int) {
    let position = cursor.advance(to: code.pieces[place].start, in: code.bytes)
    found.findings.append(
      Finding(
        .notice, path: path, position: position,
        message: "\(what), so what it needs cannot be told here; name it in `contract.dependencies`"))
  }

  private func sign(_ position: Int) -> Character? { code.sign(position) }
}

/// All pieces of a file, to look back and ahead; nil is what is none of a kind, or not there.
private struct ScriptPieces {
  let pieces: [ScriptPiece]
  private let lexer: ScriptLexer

  var bytes: [UInt8] { lexer.bytes }

  init(_ bytes: [UInt8]) {
    lexer = ScriptLexer(bytes)
    var reading = lexer
    var pieces: [ScriptPiece] = []
    while let piece = reading.next() { pieces.append(piece) }
    self.pieces = pieces
  }

  func name(_ position: Int) -> String? { content(position) { $0 == .name } }

  /// A text in quotes, or a template without expressions, as it stands in the file.
  func text(_ position: Int) -> String? { content(position) { $0 == .text || $0 == .template } }

  func sign(_ position: Int) -> Character? {
    guard pieces.indices.contains(position), pieces[position].kind == .sign else { return nil }
    return Character(Unicode.Scalar(bytes[pieces[position].start]))
  }

  private func content(_ position: Int, where isWanted: (ScriptPiece.Kind) -> Bool) -> String? {
    guard pieces.indices.contains(position), isWanted(pieces[position].kind) else { return nil }
    return String(decoding: lexer.content(of: pieces[position]), as: UTF8.self)
  }
}
