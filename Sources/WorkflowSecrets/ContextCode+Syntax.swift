import Scripts

/// What is behind a place and before it, whatever names mean there.
extension ContextCode {
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

  /// Where the first argument of a call stands whose parenthesis is at a place, after `!`, `?.` and types if they are
  /// there; nil when nothing is called.
  func argument(_ position: Int) -> Int? {
    var position = position
    if sign(position) == "!" { position += 1 }
    if sign(position) == "?", sign(position + 1) == "." { position += 2 }
    if sign(position) == "<" { position = behindTypes(position) ?? position }
    return sign(position) == "(" ? position + 1 : nil
  }

  /// Behind `<A, B<C>>`.
  private func behindTypes(_ start: Int) -> Int? {
    var depth = 0
    for position in start..<(start + Self.mostOfType) {
      switch sign(position) {
      case "<": depth += 1
      case ">" where sign(position - 1) != "=": depth -= 1
      case ";": return nil
      default: break
      }
      if depth == 0 { return position + 1 }
    }
    return nil
  }

  /// An argument that is a text and nothing more.
  func literal(_ position: Int) -> String? {
    guard let text = code.text(position), let after = sign(position + 1), after == ")" || after == "," else {
      return nil
    }
    return text
  }

  /// What a pattern takes out under a name.
  struct Taken {
    let name: String
    /// Of the name.
    let position: Int
    /// Of the name or the pattern that it goes to.
    let place: Int
  }

  /// What `{ a, b: c, d = 1 } =` before a place takes out.
  func taken(before start: Int) -> [Taken] {
    sign(start - 1) == "=" && sign(start - 2) == "}" ? taken(by: start - 2) : []
  }

  /// What the pattern takes out whose brace closes at a place.
  func taken(by end: Int) -> [Taken] {
    guard let open = code.partner(of: end), sign(open) == "{" else { return [] }
    var found: [Taken] = []
    var isFirst = true
    var position = open + 1
    while position < end {
      if isFirst, let name = code.name(position) ?? code.text(position) {
        found.append(
          Taken(name: name, position: position, place: sign(position + 1) == ":" ? position + 2 : position))
      }
      isFirst = sign(position) == ","
      position = max(position, code.partner(of: position) ?? position) + 1
    }
    return found
  }
}
