import YAML

/// The names that an expression sees: bindings of `$let` and `each`, the context, the builtins.
struct Scope: Sendable {
  private let context: Mapping
  private var bindings: Binding?

  private final class Binding: Sendable {
    let name: String
    let datum: Datum
    let outer: Binding?

    init(_ name: String, _ datum: Datum, _ outer: Binding?) {
      self.name = name
      self.datum = datum
      self.outer = outer
    }
  }

  init(_ context: Mapping) { self.context = context }

  func binding(_ name: String, to datum: Datum) -> Scope {
    var scope = self
    scope.bindings = Binding(name, datum, bindings)
    return scope
  }

  subscript(name: String) -> Datum? {
    var binding = bindings
    while let current = binding {
      if current.name.hasSameBytes(as: name) { return current.datum }
      binding = current.outer
    }
    if let value = context[name] { return .plain(value) }
    return Builtin(rawValue: name).map(Datum.function)
  }
}
