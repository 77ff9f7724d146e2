import YAML

/// The syntax tree of an expression.
indirect enum Expression: Sendable {
  case literal(Value)
  /// A name, and the builtin that it stands for where the scope has no other meaning.
  case variable(String, Builtin?)
  case list([Expression])
  case object([(key: String, value: Expression)])
  case unary(UnaryOperator, Expression)
  case binary(BinaryOperator, Expression, Expression)
  case property(Expression, String)
  case element(Expression, Expression)
  case slice(Expression, Expression?, Expression?)
  case call(Expression, [Expression])
}

enum UnaryOperator: String, Sendable {
  case not = "!"
  case minus = "-"
  case plus = "+"
}

enum BinaryOperator: String, Sendable {
  case or = "||"
  case and = "&&"
  case contains = "in"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "**"

  /// How tightly it binds, as the JSON-e specification orders them.
  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .contains: 3
    case .equal, .notEqual: 4
    case .less, .lessOrEqual, .greater, .greaterOrEqual: 5
    case .add, .subtract: 6
    case .multiply, .divide: 7
    case .power: 8
    }
  }
}
