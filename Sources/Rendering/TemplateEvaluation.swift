import Diagnostics
import JSONE
import YAML

extension ManifestTemplate {
  /// The documents that the template makes: one for a mapping, several for a list, none when it
  /// evaluates to nothing.
  func evaluate(_ context: Template.Context) throws(InvalidInput) -> [Value] {
    let value: Value?
    do {
      value = try compiled.render(context)
    } catch {
      throw failure(error)
    }
    switch value {
    case nil, .null?: return []
    case .sequence(let documents)?: return documents
    case let document?: return [document]
    }
  }

  /// The same with a context that no other template sees.
  func evaluate(_ context: Mapping) throws(InvalidInput) -> [Value] { try evaluate(checked(context)) }

  /// A context for any template; this one is named by what is wrong in it.
  func checked(_ context: Mapping) throws(InvalidInput) -> Template.Context {
    do {
      return try Template.Context(context)
    } catch {
      throw failure(error)
    }
  }

  func failure(_ error: TemplateError) -> InvalidInput {
    let position = root.position(of: error.path[...])
    let expression = error.expression.map { " in the expression `\($0)`" } ?? ""
    return InvalidInput([
      Finding(
        path: path, position: position, message: "\(error.message)\(expression)",
        excerpt: SourceText(bytes).excerpt(at: position))
    ])
  }

  func failure(_ message: String) -> InvalidInput {
    InvalidInput([
      Finding(
        path: path, position: root.position, message: message,
        excerpt: SourceText(bytes).excerpt(at: root.position))
    ])
  }
}

extension Element {
  /// Where the deepest part of `path` that is written in the template stands.
  fileprivate func position(of path: ArraySlice<PathComponent>) -> Position {
    guard let first = path.first else { return position }
    switch (first, content) {
    case (.key(let key), .mapping):
      guard let member = member(key) else { return position }
      let rest = path.dropFirst()
      return rest.isEmpty ? member.keyPosition : member.value.position(of: rest)
    case (.index(let index), .sequence(let items)) where items.indices.contains(index):
      return items[index].position(of: path.dropFirst())
    default: return position
    }
  }
}
