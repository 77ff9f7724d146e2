import YAML

/// The names that an expression sees: bindings of `$let` and `each`, then the context.
struct Scope: Sendable {
  private let context: Mapping
  private var innermost: Frame?

  private final class Frame: Sendable {
    let bindings: Bindings
    let outer: Frame?

    init(_ bindings: Bindings, _ outer: Frame?) {
      self.bindings = bindings
      self.outer = outer
    }
  }

  private enum Bindings: Sendable {
    case few([(name: String, datum: Evaluated)])
    case values(Mapping)
    /// With functions among them.
    case data([ByteKey: Evaluated])

    subscript(name: String) -> Evaluated? {
      switch self {
      case .few(let bindings): bindings.last { $0.name.hasSameBytes(as: name) }?.datum
      case .values(let mapping): mapping[name].map(Evaluated.plain)
      case .data(let data): data[ByteKey(name)]
      }
    }
  }

  init(_ context: Mapping) { self.context = context }

  /// Binds as many of the data as there are names.
  func binding(_ names: [String], to data: [Evaluated]) -> Scope {
    adding(.few(zip(names, data).map { (name: $0, datum: $1) }))
  }

  func binding(_ mapping: Mapping) -> Scope { adding(.values(mapping)) }

  func binding(_ members: [(key: String, datum: Evaluated)]) -> Scope {
    let data = members.map { (ByteKey($0.key), $0.datum) }
    return adding(.data(Dictionary(data, uniquingKeysWith: { $1 })))
  }

  private func adding(_ bindings: Bindings) -> Scope {
    var scope = self
    scope.innermost = Frame(bindings, innermost)
    return scope
  }

  subscript(name: String) -> Evaluated? {
    var frame = innermost
    while let current = frame {
      if let datum = current.bindings[name] { return datum }
      frame = current.outer
    }
    return context[name].map(Evaluated.plain)
  }
}
