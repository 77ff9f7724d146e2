import Scripts

/// A module as the finders of what nodes use read it: in pieces, with the names that the context and its members have
/// there.
///
/// The context is called `ctx` or `context`, is the first parameter of the default export, has `: Context` behind its
/// name, or is a constant of one of those. A member alone counts where it was taken out of one: `const { secrets } = ctx`.
/// Names are those of the whole file: no blocks are told apart.
struct ContextCode {
  /// What a finder looks for.
  enum Member: String {
    case secrets
    case dependency

    init?(_ word: ScriptWord) {
      switch word {
      case .secrets: self = .secrets
      case .dependency: self = .dependency
      default: return nil
      }
    }
  }

  /// A member of the context in the code.
  struct Use {
    let member: Member
    /// Where `ctx.member` begins, or the name that it has here.
    let start: Int
    /// Behind it.
    let next: Int
  }

  /// No type that is looked through has more pieces.
  static let mostOfType = 50

  let code: Script
  /// What the context is called.
  private var contexts = NameTable<Bool>()
  /// Words that are taken for a member.
  private var words = NameTable<Member>()
  /// Patterns within the patterns of contexts, as in `{ secrets: { slack } }`: where they end, by where the name is.
  private var inner: [Int: Int] = [:]
  /// Whether `secrets` alone is taken from what may be the context, and is declared as something else, too.
  private(set) var isAmbiguous = false
  /// The words and texts at which something may be used, in their order: members of the context, what is taken for
  /// one, and `fetch`. All else is nothing to look at for a finder.
  private(set) var places: [Int] = []

  init(_ script: Script) {
    code = script
    for name in ["ctx", "context"] { contexts[ScriptName(name)] = true }
    // Most often `{ secrets }` is taken from the context, whose type a module may leave out.
    var (mayBeSecrets, areOthers) = (false, false)
    let pieces = script.pieces.span
    for position in pieces.indices {
      let piece = pieces[position]
      guard case .name = piece.kind else { continue }
      // Most names are nothing that is known.
      if case .other = piece.word, !script.mayBe(piece, in: contexts) { continue }
      learn(piece, position)
      if case .secrets = piece.word, let isContext = isOfContext(position, in: piece.bracket) {
        if isContext { mayBeSecrets = true } else { areOthers = true }
      }
    }
    if mayBeSecrets, words[Self.secrets] == nil {
      if areOthers { isAmbiguous = true } else { words[Self.secrets] = .secrets }
    }
    for position in pieces.indices {
      if case .sign = pieces[position].kind { continue }
      if isPlace(pieces[position], position) { places.append(position) }
    }
  }

  private static let secrets = ScriptName(Member.secrets.rawValue)

  private func isPlace(_ piece: ScriptPiece, _ position: Int) -> Bool {
    switch piece.kind {
    case .name:
      switch piece.word {
      case .fetch, .secrets, .dependency: true
      default: code.value(of: piece, in: words) != nil
      }
    // `ctx["secrets"]`, and a key of a pattern.
    case .text, .template: sign(position - 1) == "[" || inner[position] != nil
    default: false
    }
  }

  // MARK: - What names stand for

  /// What a word tells of names.
  private mutating func learn(_ piece: ScriptPiece, _ position: Int) {
    switch piece.word {
    case .default where code.word(position - 1) == .export: learnParameter(behind: position)
    case .context where sign(position - 1) == ":":
      let end = sign(position - 2) == "?" ? position - 3 : position - 2
      if sign(end) == "}" { learnMembers(before: end) }
      addContext(end)
    default:
      // `const { secrets } = ctx`, `const own = ctx`.
      if isContext(piece), let (start, next) = context(at: position), sign(start - 1) == "=",
        ![".", "?", "!", "["].contains(sign(next))
      {
        if sign(start - 2) == "}" { learnMembers(before: start - 2) }
        if sign(start - 3) != "." { addContext(start - 2) }
      } else if case .secrets = piece.word, sign(position - 1) != ".", isGivenSecrets(position) {
        words[Self.secrets] = .secrets
      }
    }
  }

  func isContext(_ piece: ScriptPiece) -> Bool { code.value(of: piece, in: contexts) ?? false }

  /// Takes a name for the context, if one is there.
  private mutating func addContext(_ position: Int) {
    if let name = code.scriptName(position) { contexts[name] = true }
  }

  /// The name in `export default async function main(name`, `(name`, or `name =>`.
  private mutating func learnParameter(behind position: Int) {
    var next = position + 1
    if code.word(next) == .async { next += 1 }
    if code.word(next) == .function {
      next += 1
      if code.isName(next) { next += 1 }
    }
    if sign(next) == "(" {
      addContext(next + 1)
    } else if sign(next + 1) == "=", sign(next + 2) == ">" {
      addContext(next)
    }
  }

  /// The members that `{ secrets, dependency: get }` takes out.
  private mutating func learnMembers(before end: Int) {
    for taken in taken(by: end) {
      guard let member = Member(rawValue: taken.name) else { continue }
      if let own = code.scriptName(taken.place) {
        words[own] = member
      } else if member == .secrets, sign(taken.place) == "{" {
        inner[taken.position] = code.partner(of: taken.place)
      }
    }
  }

  /// Whether `= ctx.secrets` is behind a name and its type.
  private func isGivenSecrets(_ position: Int) -> Bool {
    var place = position + 1
    if sign(place) == ":" {
      while place < position + Self.mostOfType, sign(place) != "=", sign(place) != ";" { place += 1 }
    }
    guard sign(place) == "=" else { return false }
    place += 1
    let name = sign(place) == "(" ? place + 1 : place
    guard let (start, next) = context(at: name), start == place,
      case .name(Member.secrets.rawValue, _) = access(next)
    else { return false }
    return true
  }

  /// Whether a word `secrets` is taken from what may be the context, or is declared as something else; nil for a use.
  private func isOfContext(_ position: Int, in bracket: Int?) -> Bool? {
    if let word = code.name(position - 1), ["const", "let", "var", "function"].contains(word) {
      return isGivenSecrets(position)
    }
    guard let bracket, let end = code.partner(of: bracket), let before = sign(position - 1),
      let after = sign(position + 1), before == sign(bracket) || before == ","
    else { return nil }
    if sign(bracket) == "{" {
      if after != "}", after != ",", after != "=" || sign(position + 2) != "{" { return nil }
      return code.name(end + 1) != "from"
    }
    // A parameter.
    let isArrow = sign(end + 1) == "=" && sign(end + 2) == ">"
    return sign(bracket) == "(" && (after == ":" || isArrow && (after == ")" || after == ",")) ? false : nil
  }

  // MARK: - The context and its members

  func sign(_ position: Int) -> Unicode.Scalar? { code.sign(position) }

  /// What a word alone is taken for.
  func member(_ word: String) -> Member? { words[ScriptName(word)] }

  /// The member of the context at a place: `ctx.member`, `ctx["member"]`, or the name that it has here.
  func use(at position: Int) -> Use? {
    if let text = code.text(position) {
      guard let member = Member(rawValue: text), sign(position - 1) == "[", sign(position + 1) == "]",
        let start = context(endingBefore: position - 1)
      else { return nil }
      return Use(member: member, start: start, next: position + 2)
    }
    if sign(position - 1) == "." {
      guard let member = code.word(position).flatMap(Member.init),
        let start = context(before: position)
      else { return nil }
      return Use(member: member, start: start, next: position + 1)
    }
    guard let member = code[position].flatMap({ code.value(of: $0, in: words) }), !isDeclaration(position)
    else { return nil }
    return Use(member: member, start: position, next: position + 1)
  }

  /// Where the pattern ends that takes secrets out of a member `secrets` of a pattern.
  func innerPattern(at position: Int) -> Int? { inner[position] }

  /// The context of which the word at `position` is a member.
  func context(before position: Int) -> Int? {
    sign(position - 1) == "." ? context(endingBefore: position - 1) : nil
  }

  private func context(endingBefore end: Int) -> Int? {
    var last = end - 1
    while let sign = sign(last), [".", "?", "!"].contains(sign) { last -= 1 }
    let name = sign(last) == ")" ? code.partner(of: last).map { $0 + 1 } : last
    guard let name, let (start, next) = context(at: name), next == last + 1 else { return nil }
    return start
  }

  /// `ctx`, or `(ctx as any)`, whose name is at a place.
  private func context(at position: Int) -> (start: Int, next: Int)? {
    guard let piece = code[position], isContext(piece), sign(position - 1) != "." else { return nil }
    guard sign(position - 1) == "(", let word = code.name(position + 1), word == "as" || word == "satisfies",
      let end = code.partner(of: position - 1), !isCall(position - 1)
    else { return (position, position + 1) }
    return (position - 1, end + 1)
  }

  private func isCall(_ parenthesis: Int) -> Bool {
    if let word = code.name(parenthesis - 1) { return !["return", "await", "typeof"].contains(word) }
    guard let before = sign(parenthesis - 1) else { return false }
    return [")", "]"].contains(before) || before == ">" && sign(parenthesis - 2) != "="
  }

  /// Whether the word at `position` only gets its meaning there.
  private func isDeclaration(_ position: Int) -> Bool {
    guard let after = sign(position + 1) else { return false }
    return ["}", ",", "=", ":"].contains(after) || after == "?" && sign(position + 2) == ":"
  }
}
