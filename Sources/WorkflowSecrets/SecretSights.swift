import Scripts

/// Ways to the secrets that `SecretUses` does not follow.
struct SecretSights {
  private let context: ContextCode
  /// What is called like a dependency in this module: its `fetch` adds no secret.
  private var dependencies: Set<String> = []

  private static let globals: Set<String> = ["globalThis", "self", "window"]

  init(_ context: ContextCode) {
    self.context = context
    for position in context.places { learnUse(position) }
    for position in context.code.pieces.indices { learnType(position) }
  }

  var hasUnseen: Bool {
    context.isAmbiguous || context.places.contains(where: isUnseen)
      || context.code.pieces.indices.contains(where: isUnseenBesidePlaces)
  }

  /// `const name = ctx.dependency(…)`.
  private mutating func learnUse(_ position: Int) {
    if let use = context.use(at: position), use.member == .dependency, sign(use.start - 1) == "=",
      let own = context.code.name(use.start - 2)
    {
      dependencies.insert(own)
    }
  }

  /// `name: Dependency`
  private mutating func learnType(_ position: Int) {
    if context.code.spells(context.code.pieces[position], "Dependency"), sign(position - 1) == ":",
      let own = context.code.name(position - 2)
    {
      dependencies.insert(own)
    }
  }

  private func sign(_ position: Int) -> Unicode.Scalar? { context.sign(position) }

  /// - Parameter position: one of the places of the context.
  private func isUnseen(_ position: Int) -> Bool {
    if let use = context.use(at: position) {
      return use.member == .secrets && hasHiddenParts(before: use.start)
    }
    switch context.code.word(position) {
    case .secrets: return isSecretsUnseen(position)
    case .fetch: return isFetchUnseen(position)
    default: return false
    }
  }

  private func isUnseenBesidePlaces(_ position: Int) -> Bool {
    let piece = context.code.pieces[position]
    switch (piece.kind, piece.word) {
    // A name that is computed, as in `Reflect.get(ctx, "secrets")`.
    case (.text, _), (.template, _):
      guard let text = context.code.text(position), text == "secrets" || text == "fetch" else { return false }
      return context.use(at: position) == nil
    case (.name, .secrets), (.name, .fetch): return false
    // What is imported by a name that only a run knows.
    case (.name, .import): return sign(position + 1) == "(" && context.code.text(position + 2) == nil
    case (.name, _):
      return context.isContext(piece) && context.use(at: position) == nil && isContextUnseen(position)
    default: return false
    }
  }

  /// Of something that may be the context under another name, or taken to a name that is not known.
  private func isSecretsUnseen(_ position: Int) -> Bool {
    if sign(position - 1) == "." { return true }
    guard sign(position + 1) == ":", context.innerPattern(at: position) == nil else { return false }
    guard let own = context.code.name(position + 2) else { return sign(position + 2) == "{" }
    // A type, as in `{ secrets: Secrets }`, or a value is not told from a name.
    return context.member(own) != .secrets
  }

  private func isContextUnseen(_ position: Int) -> Bool {
    if sign(position + 1) == "[" { return context.code.text(position + 2) == nil }
    return ![".", "?", "!"].contains(sign(position + 1)) && hasHiddenParts(before: position)
  }

  /// Whether `{ … } =` before a place takes more than it names: a rest, or what only a run knows.
  private func hasHiddenParts(before start: Int) -> Bool {
    guard sign(start - 1) == "=", sign(start - 2) == "}", let open = context.code.partner(of: start - 2)
    else { return false }
    var position = open + 1
    while position < start - 2 {
      if [".", "["].contains(sign(position)), [",", "{"].contains(sign(position - 1)) { return true }
      // Parts of a default, or of a pattern whose parts are looked at where it is read.
      position = max(position, context.code.partner(of: position) ?? position) + 1
    }
    return false
  }

  private func isFetchUnseen(_ position: Int) -> Bool {
    if sign(position - 1) == "." {
      if context.context(before: position) != nil {
        guard let service = context.argument(position + 1).flatMap(context.literal) else { return true }
        return service.contains("/")
      }
      let object = objectEnd(before: position)
      if sign(object) == ")" { return !isDependency(endingAt: object) }
      return
        !(context.code.name(object).map { dependencies.contains($0) || Self.globals.contains($0) }
        ?? false)
    }
    // `{ fetch }`, `{ fetch: f }`.
    let (before, after) = (sign(position - 1), sign(position + 1))
    return (before == "{" || before == ",") && (after == "}" || after == "," || after == ":")
  }

  /// Where the object of a member ends.
  private func objectEnd(before position: Int) -> Int {
    var place = position - 2
    while sign(place) == "?" || sign(place) == "!" { place -= 1 }
    return place
  }

  /// Whether `…dependency(…)` ends with the parenthesis at a place.
  private func isDependency(endingAt end: Int) -> Bool {
    guard let open = context.code.partner(of: end) else { return false }
    var last = open - 1
    while let sign = sign(last), [".", "?", "!"].contains(sign) { last -= 1 }
    return context.use(at: last)?.member == .dependency
  }
}
