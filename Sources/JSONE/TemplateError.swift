/// One step of the way from the root of a template to a place in it.
package enum PathComponent: Hashable, Sendable {
  case key(String)
  case index(Int)
}

/// Why a template could not be evaluated, and where in the template.
package struct TemplateError: Error, Hashable, Sendable {
  /// The kinds of the JSON-e specification, and one for the bounds of this implementation.
  package enum Kind: String, Sendable {
    case syntax = "SyntaxError"
    case interpreter = "InterpreterError"
    case template = "TemplateError"
    case builtin = "BuiltinError"
    case limit = "LimitError"
  }

  package let kind: Kind
  package let message: String
  /// The expression that failed, if it was one.
  package private(set) var expression: String?
  package private(set) var path: [PathComponent] = []

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  func inside(_ component: PathComponent) -> TemplateError {
    var error = self
    error.path.insert(component, at: 0)
    return error
  }

  func inside(_ components: [PathComponent]) -> TemplateError {
    var error = self
    error.path.insert(contentsOf: components, at: 0)
    return error
  }

  func inExpression(_ text: String) -> TemplateError {
    var error = self
    error.expression = error.expression ?? text
    return error
  }
}
