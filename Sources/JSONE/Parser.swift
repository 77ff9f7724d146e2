import YAML

/// Parses expressions by precedence climbing.
struct Parser {
  private var tokenizer: Tokenizer
  private var token = Token.end
  private var tokenStart: Int
  private var size = ExpressionSize()

  /// The whole of `text` as one expression.
  static func parse(_ text: String) throws(TemplateError) -> Expression {
    var parser = Parser(Array(text.utf8)[...])
    try parser.advance()
    let expression = try parser.expression()
    guard parser.token == .end else { throw parser.unexpected("an operator or the end") }
    return expression
  }

  /// The expression at the start of `bytes`, and the offset of the `}` that ends it.
  static func parse(
    upToBrace bytes: ArraySlice<UInt8>
  ) throws(TemplateError) -> (Expression, end: Int) {
    var parser = Parser(bytes)
    try parser.advance()
    let expression = try parser.expression()
    guard parser.token == .symbol("}") else {
      if parser.token == .end { throw TemplateError(.syntax, "unterminated ${..} expression") }
      throw parser.unexpected("an operator or `}`")
    }
    return (expression, parser.tokenStart)
  }

  private init(_ bytes: ArraySlice<UInt8>) {
    tokenizer = Tokenizer(bytes)
    tokenStart = bytes.startIndex
  }

  private mutating func advance() throws(TemplateError) {
    token = try tokenizer.next()
    tokenStart = tokenizer.offset - token.text.utf8.count
  }

  private func unexpected(_ expected: String) -> TemplateError {
    if token == .end {
      return TemplateError(.syntax, "unexpected end of input; expected \(expected)")
    }
    return TemplateError(.syntax, "found `\(token.text)`; expected \(expected)")
  }

  private mutating func take(_ symbol: String) throws(TemplateError) -> Bool {
    guard token == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ symbol: String) throws(TemplateError) {
    guard try take(symbol) else { throw unexpected("`\(symbol)`") }
  }

  private mutating func takeIdentifier() throws(TemplateError) -> String {
    guard case .identifier(let name) = token else { throw unexpected("a name") }
    try advance()
    return name
  }
}

extension Parser {
  private mutating func expression(above precedence: Int = 0) throws(TemplateError) -> Expression {
    try size.enter()
    defer { size.leave() }
    var left = try postfix(try unit())
    while let infix, infix.precedence > precedence {
      try advance()
      let leftHeight = size.height
      // `**` groups from the right.
      let right = try expression(above: infix == .power ? infix.precedence - 1 : infix.precedence)
      left = .binary(infix, left, right)
      try size.grow(leftHeight)
    }
    return left
  }

  private var infix: BinaryOperator? {
    if case .symbol(let symbol) = token { BinaryOperator(rawValue: symbol) } else { nil }
  }

  /// A value behind its signs. They bind more tightly than everything else, as in the reference
  /// implementations: `-2 ** 2` is 4, and `!a.b` is `(!a).b`, which is an error.
  private mutating func unit() throws(TemplateError) -> Expression {
    var signs: [UnaryOperator] = []
    while case .symbol(let symbol) = token, let sign = UnaryOperator(rawValue: symbol) {
      signs.append(sign)
      try size.check(signs.count)
      try advance()
    }
    var value = try primary()
    for sign in signs.reversed() {
      value = .unary(sign, value)
      try size.grow()
    }
    return value
  }

  private mutating func primary() throws(TemplateError) -> Expression {
    size.height = 1
    let current = token
    switch current {
    case .number(let text):
      try advance()
      return .literal(try Self.number(text))
    case .string(let text):
      try advance()
      return .literal(.string(text))
    case .identifier(let name):
      try advance()
      return .variable(name, Builtin(rawValue: name))
    case .symbol("true"), .symbol("false"):
      try advance()
      return .literal(.bool(current == .symbol("true")))
    case .symbol("null"):
      try advance()
      return .literal(.null)
    case .symbol("("):
      try advance()
      let inner = try expression()
      try expect(")")
      return inner
    case .symbol("["):
      try advance()
      let items = try arguments(until: "]")
      try size.grow()
      return .list(items)
    case .symbol("{"):
      try advance()
      let members = try members()
      try size.grow()
      return .object(members)
    default: throw unexpected("a value")
    }
  }

  private static func number(_ text: String) throws(TemplateError) -> Value {
    if let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw TemplateError(.syntax, "the number is too large")
    }
    return .number(normalising: number)
  }

  private mutating func postfix(_ start: Expression) throws(TemplateError) -> Expression {
    var base = start
    while true {
      let baseHeight = size.height
      if try take(".") {
        base = .property(base, try takeIdentifier())
      } else if try take("[") {
        base = try access(base)
      } else if try take("(") {
        base = .call(base, try arguments(until: ")"))
      } else {
        return base
      }
      try size.grow(baseHeight)
    }
  }

  private mutating func access(_ base: Expression) throws(TemplateError) -> Expression {
    var start: Expression?
    if token != .symbol(":") {
      start = try expression()
      if try take("]"), let start { return .element(base, start) }
    }
    let startHeight = size.height
    try expect(":")
    let end = token == .symbol("]") ? nil : try expression()
    size.height = max(size.height, startHeight)
    try expect("]")
    return .slice(base, start, end)
  }

  /// The expressions up to `close`; `height` is that of the highest.
  private mutating func arguments(until close: String) throws(TemplateError) -> [Expression] {
    size.height = 0
    if try take(close) { return [] }
    var items: [Expression] = []
    var highest = 0
    repeat {
      items.append(try expression())
      highest = max(highest, size.height)
    } while try take(",")
    try expect(close)
    size.height = highest
    return items
  }

  private mutating func members() throws(TemplateError) -> [(key: String, value: Expression)] {
    var members: [(key: String, value: Expression)] = []
    var highest = 0
    // A comma may stand before the brace, as in the other implementations.
    while token != .symbol("}") {
      members.append(try member())
      highest = max(highest, size.height)
      guard try take(",") else { break }
    }
    try expect("}")
    size.height = highest
    return members
  }

  private mutating func member() throws(TemplateError) -> (key: String, value: Expression) {
    let key: String
    switch token {
    case .identifier(let text), .string(let text): key = text
    default: throw unexpected("a key")
    }
    try advance()
    try expect(":")
    return (key, try expression())
  }
}
