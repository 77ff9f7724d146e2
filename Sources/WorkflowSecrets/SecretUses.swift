import Diagnostics
import Scripts
import WorkflowModel

/// Finds in TypeScript which secrets a node reads.
///
/// It reads pieces, not types: `ctx.secrets.service.key`, with `["…"]`, `?.` or `!` anywhere in it, its parts taken
/// by `const { key } = ctx.secrets.service` or `const { secrets: { service } } = ctx`, and `ctx.fetch("service", …)`;
/// see `ContextCode` for what `ctx` is.
struct SecretUses {
  private let context: ContextCode
  private let path: String
  private var found = SecretDemands()
  private var cursor = TextCursor()

  static func demands(_ file: SourceFile, path: String) -> SecretDemands {
    demands(ContextCode(Script(file.bytes)), path: path)
  }

  static func demands(_ context: ContextCode, path: String) -> SecretDemands {
    var uses = SecretUses(context: context, path: path)
    for position in context.places { uses.look(position) }
    return uses.found
  }

  private init(context: ContextCode, path: String) { (self.context, self.path) = (context, path) }

  private mutating func look(_ position: Int) {
    if let use = context.use(at: position), use.member == .secrets {
      return read(after: use.next, from: use.start, at: position)
    }
    if let end = context.innerPattern(at: position) { return take(context.taken(by: end), position) }
    if context.code.name(position) == "fetch", context.context(before: position) != nil,
      let argument = context.argument(position + 1), let service = context.code.text(argument),
      !service.contains("/")
    {
      for key in ["token", "api_key"] { add(.optional, service, key, position) }
    }
  }

  private mutating func read(after position: Int, from start: Int, at place: Int) {
    switch context.access(position) {
    case .none:
      let services = context.taken(before: start)
      take(services, place)
      if services.isEmpty, !isRenamed(start) { doubt("`secrets` is passed on as a whole", place) }
    case .computed: doubt("a secret is read by a name that is known only at run time", place)
    case .name(let service, let next):
      switch context.access(next) {
      case .name(let key, _): add(.required, service, key, place)
      case .computed: add(.required, service, nil, place)
      case .none: add(service, keys: context.taken(before: start), place)
      }
    }
  }

  /// Services as a whole, and keys of those behind which there is a pattern.
  private mutating func take(_ services: [ContextCode.Taken], _ place: Int) {
    for service in services {
      let end = context.sign(service.place) == "{" ? context.code.partner(of: service.place) : nil
      add(service.name, keys: end.map { context.taken(by: $0) } ?? [], place)
    }
  }

  private mutating func add(_ service: String, keys: [ContextCode.Taken], _ place: Int) {
    for key in keys { add(.required, service, key.name, place) }
    if keys.isEmpty { add(.required, service, nil, place) }
  }

  /// `const secrets = ctx.secrets`: what is read of it is found where it is read.
  private func isRenamed(_ start: Int) -> Bool {
    context.sign(start - 1) == "=" && context.code.name(start - 2) == "secrets"
  }

  private mutating func add(_ kind: SecretDemand.Kind, _ service: String, _ key: String?, _ place: Int) {
    found.demands.append(
      SecretDemand(kind: kind, service: service, key: key, path: path, position: position(of: place)))
  }

  private mutating func doubt(_ what: String, _ place: Int) {
    found.findings.append(
      Finding(
        .notice, path: path, position: position(of: place),
        message: "\(what), so the needed secrets are not known; name them in `contract.dependencies`"))
  }

  private mutating func position(of place: Int) -> Position {
    cursor.advance(to: context.code.start(of: place), in: context.code.bytes)
  }
}
