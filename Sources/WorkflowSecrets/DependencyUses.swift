import Diagnostics
import Scripts

/// Something in the code that uses a dependency, or what may be one.
struct DependencyUse {
  enum Kind {
    /// `ctx.dependency("name")`.
    case named(String)
    /// The same of something that may not be the context.
    case perhaps(String)
    /// By a name that only a run knows.
    case unknown
    /// `ctx.fetch("service", …)`, below the service's own host or, by what a run knows, elsewhere.
    case service(String)
    /// A request for a URL at this host. `ports`: either of those of the web where the code names none, and empty where
    /// only a run knows it.
    case host(String, ports: [Int])
  }

  let kind: Kind
  let position: Position
}

/// Finds in TypeScript which dependencies a node uses, and where it goes around them. It reads pieces, as `SecretUses`.
struct DependencyUses {
  private let context: ContextCode
  private var found: [DependencyUse] = []
  private var cursor = TextCursor()

  static func find(_ context: ContextCode) -> [DependencyUse] {
    var uses = DependencyUses(context: context)
    for position in context.places { uses.look(position) }
    return uses.found
  }

  private init(context: ContextCode) { self.context = context }

  private mutating func look(_ position: Int) {
    if let use = context.use(at: position), use.member == .dependency { return ask(use, position) }
    guard let name = context.code.name(position) else { return }
    if name == "dependency", context.code.name(position - 1) != "function" {
      let argument = context.argument(position + 1)
      if let text = argument.flatMap(context.literal) { add(.perhaps(text), position) }
    } else if name == "fetch" {
      fetch(position)
    }
  }

  private mutating func ask(_ use: ContextCode.Use, _ position: Int) {
    if let argument = context.argument(use.next) {
      add(context.literal(argument).map(DependencyUse.Kind.named) ?? .unknown, position)
    } else if use.start != position, !isRenamed(use) {
      add(.unknown, position)
    }
  }

  /// `const dependency = ctx.dependency`: what is asked of it is found where it is called.
  private func isRenamed(_ use: ContextCode.Use) -> Bool {
    context.sign(use.start - 1) == "=" && context.code.name(use.start - 2) == "dependency"
  }

  private mutating func fetch(_ position: Int) {
    guard let argument = context.argument(position + 1) else { return }
    if context.context(before: position) != nil {
      guard let service = context.literal(argument) else { return }
      let path = argument + 2
      if let host = host(path) {
        add(host, position)
      } else {
        add(.service(service), position)
      }
    } else if context.sign(position - 1) != "." || context.code.name(position - 2) == "globalThis",
      let host = host(argument)
    {
      add(host, position)
    }
  }

  /// That of a URL at a place, as far as the code says it.
  private func host(_ position: Int) -> DependencyUse.Kind? {
    let head = context.code.head(position)
    guard let text = context.code.text(position) ?? head,
      let scheme = ["https://", "http://"].first(where: text.hasPrefix)
    else { return nil }
    let rest = text.dropFirst(scheme.count)
    let end = rest.firstIndex { "/?#".contains($0) }
    let authority = rest[..<(end ?? rest.endIndex)].lowercased()
    let colon = authority.firstIndex(of: ":")
    // An expression may go on with it.
    guard end != nil || colon != nil || head == nil, !authority.contains("@") else { return nil }
    guard let colon else { return authority.isEmpty ? nil : .host(authority, ports: [443, 80]) }
    let isWhole = end != nil || head == nil
    let port = isWhole ? Int(authority[authority.index(after: colon)...]) : nil
    return .host(String(authority[..<colon]), ports: port.map { [$0] } ?? [])
  }

  private mutating func add(_ kind: DependencyUse.Kind, _ place: Int) {
    let position = cursor.advance(to: context.code.start(of: place), in: context.code.bytes)
    found.append(DependencyUse(kind: kind, position: position))
  }
}
