package import YAML

/// A template in the JSON-e language (json-e.js.org), compiled once and rendered many times.
///
/// The clock functions are left out, so that a template gives the same result every time. Work is
/// bounded in steps and depth: every template ends, in a value or in an error.
package struct Template: Sendable {
  /// What the names of a template stand for.
  package struct Context: Sendable {
    let values: Mapping

    /// Checks the names, once for all templates that are rendered with them.
    package init(_ values: Mapping) throws(TemplateError) {
      if let key = values.firstKey(where: { !Tokenizer.isIdentifier($0) }) {
        throw TemplateError(
          .template, "top level keys of context must follow /[a-zA-Z_][a-zA-Z0-9_]*/, not `\(key)`")
      }
      self.values = values
    }
  }

  private let root: Node

  /// Compiles `source`. What is wrong in it is thrown when that part is rendered: a branch that is
  /// not taken may hold anything, as in the reference implementations.
  package init(compiling source: Value) {
    root = Meter.admits(source) ? Compiler.compile(source) : .broken(Meter.tooDeep)
  }

  /// The value that the template makes in `context`; nil when it makes nothing, like an `$if` that
  /// does not hold and has no `else`.
  package func render(_ context: Context) throws(TemplateError) -> Value? {
    var meter = Meter()
    guard let value = try root.evaluate(Scope(context.values), &meter)?.value() else { return nil }
    try meter.measure(value)
    return value
  }

  /// The same with names that are used once.
  package func render(_ context: Mapping) throws(TemplateError) -> Value? { try render(Context(context)) }
}
