import Diagnostics
import Scripts
import WorkflowModel

/// Finds in TypeScript which secrets a node reads.
///
/// It reads pieces, not types: `ctx.secrets.service.key`, with `["…"]`, `?.` or `!` anywhere in it, its parts taken
/// by `const { key } = ctx.secrets.service`, and `ctx.fetch("service", …)`; see `ContextCode` for what `ctx` is.
struct SecretUses {
  private let context: ContextCode
  private let path: String
  private var found = SecretDemands()
  private var cursor = TextCursor()

  static func demands(_ file: SourceFile, path: String) -> SecretDemands {
    demands(ContextCode(file.bytes), path: path)
  }

  static func demands(_ context: ContextCode, path: String) -> SecretDemands {
    var uses = SecretUses(context: context, path: path)
    for position in context.code.pieces.indices { uses.look(position) }
    return uses.found
  }

  private init(context: ContextCode, path: String) { (self.context, self.path) = (context, path) }

  private mutating func look(_ position: Int) {
    guard let name = context.code.name(position) else { return }
    if let start = context.start(of: .secrets, name, at: position) {
      read(after: position + 1, from: start, at: position)
    } else if name == "fetch", context.context(before: position) != nil, context.sign(position + 1) == "(",
      let service = context.code.text(position + 2), !service.contains("/")
    {
      for key in ["token", "api_key"] { add(.optional, service, key, position) }
    }
  }

  private mutating func read(after position: Int, from start: Int, at place: Int) {
    switch context.access(position) {
    case .none:
      let names = context.taken(before: start)
      for service in names { add(.required, service, nil, place) }
      if names.isEmpty, !isRenamed(start) { doubt("`secrets` is passed on as a whole", place) }
    case .computed: doubt("a secret is read by a name that only a run knows", place)
    case .name(let service, let next):
      switch context.access(next) {
      case .name(let key, _): add(.required, service, key, place)
      case .computed: add(.required, service, nil, place)
      case .none:
        let keys = context.taken(before: start)
        for key in keys { add(.required, service, key, place) }
        if keys.isEmpty { add(.required, service, nil, place) }
      }
    }
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
        message: "\(what), so what it needs cannot be told here; name it in `contract.dependencies`"))
  }

  private mutating func position(of place: Int) -> Position {
    cursor.advance(to: context.code.pieces[place].start, in: context.code.bytes)
  }
}
