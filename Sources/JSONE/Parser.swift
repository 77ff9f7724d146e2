import YAML

/// Parses expressions by precedence climbing.
struct Parser {
  static let maximumDepth = 100

  private var tokenizer: Tokenizer
  private var token = Token.end
  private var tokenStart: Int
  private var depth = 0

  /// The whole of `text` as one expression.
  static func parse(_ text: String) throws(TemplateError) -> Expression {
    var parser = Parser(Array(text.utf8)[...])
    try parser.advance()
    let expression = try parser.expression()
    guard parser.token == .end else { throw parser.unexpected() }
    return expression
  }

  /// The expression at the start of `bytes`, and the offset of the `}` that ends it.
  static func parse(upToBrace bytes: ArraySlice<UInt8>) throws(TemplateError) -> (Expression, end: Int) {
    var parser = Parser(bytes)
    try parser.advance()
    let expression = try parser.expression()
    guard parser.token == .symbol("}") else {
      if parser.token == .end { throw TemplateError(.syntax, "unterminated ${..} expression") }
      throw parser.unexpected()
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

  private var tooDeep: TemplateError {
    TemplateError(.limit, "the expression nests deeper than \(Self.maximumDepth) levels")
  }

  private func unexpected() -> TemplateError {
    if token == .end { return TemplateError(.syntax, "unexpected end of input") }
    return TemplateError(.syntax, "did not expect `\(token.text)` here")
  }

  private mutating func take(_ symbol: String) throws(TemplateError) -> Bool {
    guard token == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ symbol: String) throws(TemplateError) {
    guard try take(symbol) else { throw unexpected() }
  }

  private mutating func expression(above precedence: Int = 0) throws(TemplateError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw tooDeep }
    var left = try postfix(try unit())
    while let infix, infix.precedence > precedence {
      try advance()
      // `**` groups from the right.
      let right = try expression(above: infix == .power ? infix.precedence - 1 : infix.precedence)
      left = .binary(infix, left, right)
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
      guard depth + signs.count <= Self.maximumDepth else { throw tooDeep }
      try advance()
    }
    return signs.reversed().reduce(try primary()) { .unary($1, $0) }
  }

  private mutating func primary() throws(TemplateError) -> Expression {
    let current = token
    switch current {
    case .number(let text):
      try advance()
      return .literal(Int(text).map(Value.integer) ?? .number(Double(text) ?? 0))
    case .string(let text):
      try advance()
      return .literal(.string(text))
    case .identifier(let name):
      try advance()
      return .variable(name)
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
      return .list(try arguments(until: "]"))
    case .symbol("{"):
      try advance()
      return .object(try members())
    default: throw unexpected()
    }
  }

  private mutating func postfix(_ start: Expression) throws(TemplateError) -> Expression {
    var base = start
    var length = 0
    while true {
      length += 1
      guard length <= Self.maximumDepth else {
        throw TemplateError(.limit, "the expression chains more than \(Self.maximumDepth) accesses")
      }
      if try take(".") {
        guard case .identifier(let name) = token else { throw unexpected() }
        try advance()
        base = .property(base, name)
      } else if try take("[") {
        base = try access(base)
      } else if try take("(") {
        base = .call(base, try arguments(until: ")"))
      } else {
        return base
      }
    }
  }

  private mutating func access(_ base: Expression) throws(TemplateError) -> Expression {
    var start: Expression?
    if token != .symbol(":") {
      start = try expression()
      if try take("]"), let start { return .element(base, start) }
    }
    try expect(":")
    let end = token == .symbol("]") ? nil : try expression()
    try expect("]")
    return .slice(base, start, end)
  }

  private mutating func arguments(until close: String) throws(TemplateError) -> [Expression] {
    if try take(close) { return [] }
    var items = [try expression()]
    while try take(",") { items.append(try expression()) }
    try expect(close)
    return items
  }

  private mutating func members() throws(TemplateError) -> [(key: String, value: Expression)] {
    if try take("}") { return [] }
    var members = [try member()]
    while try take(",") { members.append(try member()) }
    try expect("}")
    return members
  }

  private mutating func member() throws(TemplateError) -> (key: String, value: Expression) {
    let key: String
    switch token {
    case .identifier(let text), .string(let text): key = text
    default: throw unexpected()
    }
    try advance()
    try expect(":")
    return (key, try expression())
  }
}
