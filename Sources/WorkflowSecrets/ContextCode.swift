import Scripts

/// A module as the finders of what nodes use read it: in pieces, with the names that the context and its members have
/// there.
///
/// The context is called `ctx` or `context`, has `: Context` behind its name, or is a constant of one of those. A
/// member alone counts where it was taken out of one: `const { secrets } = ctx`.
struct ContextCode {
  /// What a finder looks for.
  enum Member: String {
    case secrets
    case dependency
  }

  let code: ScriptPieces
  private var contexts: Set<String> = ["ctx", "context"]
  /// Words that are taken for a member.
  private var words: [String: Member] = [:]
  /// Where the last pattern ends whose members are known.
  private var learned = 0

  /// No code takes more at once.
  private static let mostTaken = 1_000

  init(_ bytes: [UInt8]) {
    code = ScriptPieces(bytes)
    for position in code.pieces.indices {
      guard let name = code.name(position) else { continue }
      learn(name, position)
    }
  }

  /// What a word tells of names.
  private mutating func learn(_ name: String, _ position: Int) {
    let (before, after) = (sign(position - 1), sign(position + 1))
    if after == ":", code.name(position + 2) == "Context" { contexts.insert(name) }
    if name == Member.secrets.rawValue {
      // Most often from the context, whose type a module may leave out.
      if before == "{" || before == ",", after == "}" || after == "," { words[name] = .secrets }
      if after == "=", before != "." { words[name] = .secrets }
    }
    if before == ":", name == "Context", sign(position - 2) == "}" {
      learnMembers(behind: position - 2)
    } else if before == "=", contexts.contains(name), ![".", "?", "!", "["].contains(after) {
      if sign(position - 2) == "}" { learnMembers(behind: position - 2) }
      if let alias = code.name(position - 2), sign(position - 3) != "." { contexts.insert(alias) }
    }
  }

  /// The members that `{ secrets, dependency: get }` takes out.
  private mutating func learnMembers(behind end: Int) {
    var position = end - 1
    while position > max(learned, end - Self.mostTaken), sign(position) != "{", sign(position) != ";" {
      let before = sign(position - 1)
      if before == "{" || before == ",", let member = code.name(position).flatMap(Member.init) {
        let own = sign(position + 1) == ":" ? code.name(position + 2) : member.rawValue
        if let own { words[own] = member }
      }
      position -= 1
    }
    learned = end
  }

  func sign(_ position: Int) -> Character? { code.sign(position) }

  /// The piece with which `ctx.member` begins; nil when the word at `position` is something else.
  func start(of member: Member, _ name: String, at position: Int) -> Int? {
    if sign(position - 1) == "." { return name == member.rawValue ? context(before: position) : nil }
    return words[name] == member && !isDeclaration(position) ? position : nil
  }

  /// The context of which the word at `position` is a member.
  func context(before position: Int) -> Int? {
    guard sign(position - 1) == "." else { return nil }
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

  enum Access {
    case none
    case computed
    case name(String, next: Int)
  }

  /// `.name`, `?.name`, `["name"]` or `?.["name"]` at a place, after `!` if there is one.
  func access(_ position: Int) -> Access {
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

  /// Where the first argument of a call stands whose parenthesis is at a place, after `!` and `?.` if they are there;
  /// nil when nothing is called.
  func argument(_ position: Int) -> Int? {
    var position = position
    if sign(position) == "!" { position += 1 }
    if sign(position) == "?", sign(position + 1) == "." { position += 2 }
    return sign(position) == "(" ? position + 1 : nil
  }

  /// An argument that is a text and nothing more.
  func literal(_ position: Int) -> String? {
    guard let text = code.text(position), let after = sign(position + 1), after == ")" || after == "," else {
      return nil
    }
    return text
  }

  /// The names of `{ a, b: c, d = 1 } =` before a place.
  func taken(before start: Int) -> [String] {
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
}
