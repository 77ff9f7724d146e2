import YAML

/// The names that an expression sees: bindings of `$let` and `each`, the context, the builtins.
struct Scope: Sendable {
  private let context: Mapping
  private var bindings: Binding?

  /// What one operator binds. The way out is as long as operators are nested, however many names there
  /// are.
  private final class Binding: Sendable {
    let data: [String: Datum]
    let outer: Binding?

    init(_ data: [String: Datum], _ outer: Binding?) {
      self.data = data
      self.outer = outer
    }
  }

  init(_ context: Mapping) { self.context = context }

  /// Binds names, which are identifiers and so ASCII; of two that are the same the last one counts.
  func binding(_ members: some Sequence<(key: String, datum: Datum)>) -> Scope {
    var scope = self
    scope.bindings = Binding(Dictionary(members.map { ($0.key, $0.datum) }) { $1 }, bindings)
    return scope
  }

  subscript(name: String) -> Datum? {
    var binding = bindings
    while let current = binding {
      if let datum = current.data[name] { return datum }
      binding = current.outer
    }
    if let value = context[name] { return .plain(value) }
    return Builtin(rawValue: name).map(Datum.function)
  }
}
