package import YAML

/// Why a text does not have its form.
package struct InvalidText: Error, Hashable, Sendable {
  package let reason: String
}

/// A form that a text has to have, written twice: as Swift, which makes a value of the text or says what is wrong with it,
/// and as members of a JSON Schema, for editors.
///
/// The schema may take more than Swift does, where a pattern cannot say it, but never less. `TextFormTests` asks both
/// about the same texts.
package struct TextForm<Product: Sendable>: Sendable {
  package let schema: @Sendable () -> Mapping
  package let read: @Sendable (String) throws(InvalidText) -> Product

  init(
    _ schema: @autoclosure @escaping @Sendable () -> Mapping,
    read: @escaping @Sendable (String) throws(InvalidText) -> Product
  ) {
    (self.schema, self.read) = (schema, read)
  }
}

extension TextForm<String> {
  /// - Parameter problem: what is wrong with a text, as a message; nil when it is right.
  init(
    _ schema: @autoclosure @escaping @Sendable () -> Mapping, problem: @escaping @Sendable (String) -> String?
  ) {
    self.schema = schema
    read = { text throws(InvalidText) in
      if let reason = problem(text) { throw InvalidText(reason: reason) }
      return text
    }
  }
}
