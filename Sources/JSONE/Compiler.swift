import YAML

/// Turns a template into nodes, once; rendering then only evaluates.
enum Compiler {
  static func compile(_ value: Value) -> Node {
    switch value {
    case .string(let text): compile(text)
    case .sequence(let items): compile(items)
    case .mapping(let mapping): OperatorCompiler.compile(mapping) ?? compile(mapping)
    default: .constant(value)
    }
  }

  private static func compile(_ text: String) -> Node {
    guard isMarked(text) else { return .constant(.string(text)) }
    do {
      let pieces = try pieces(text)
      if let literal = literal(pieces) { return .constant(.string(literal)) }
      return .text(pieces)
    } catch {
      return .broken(error)
    }
  }

  private static func compile(_ items: [Value]) -> Node {
    let nodes = items.map(compile)
    let constants = nodes.compactMap { if case .constant(let value) = $0 { value } else { nil } }
    return constants.count == nodes.count ? .constant(.sequence(constants)) : .sequence(nodes)
  }

  private static func compile(_ mapping: Mapping) -> Node {
    var members: [NodeMember] = []
    var constant = Mapping()
    var (isConstant, isDistinct) = (true, true)
    for (key, value) in mapping {
      let member = NodeMember(key: Key(written: key, content: content(ofKey: key)), node: compile(value))
      members.append(member)
      // What is not marked stays as it is written, and that differs.
      if isMarked(key) { isDistinct = false }
      if case .literal(let name) = member.key.content, case .constant(let value) = member.node {
        constant[name] = value
      } else {
        isConstant = false
      }
    }
    return isConstant ? .constant(.mapping(constant)) : .mapping(members, isDistinct: isDistinct)
  }

  /// Whether a text can mean something else than it says.
  private static func isMarked(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "$")) }

  private static func content(ofKey key: String) -> Key.Content {
    guard isMarked(key) else { return .literal(key) }
    if key.utf8.starts(with: "$$".utf8) { return .literal(String(Substring(key.utf8.dropFirst()))) }
    if key.utf8.first == UInt8(ascii: "$"), Tokenizer.isIdentifier(key.utf8.dropFirst()) {
      return .broken(
        TemplateError(.template, "$<identifier> is reserved; use $$<identifier>, not `\(key)`"))
    }
    do {
      let pieces = try pieces(key)
      return literal(pieces).map(Key.Content.literal) ?? .text(pieces)
    } catch {
      return .broken(error)
    }
  }

  private static func literal(_ pieces: [Piece]) -> String? {
    var text = ""
    for piece in pieces {
      guard case .literal(let part) = piece else { return nil }
      text += part
    }
    return text
  }

  /// Splits a text at `${…}`; `$${` stands for a literal `${`.
  private static func pieces(_ text: String) throws(TemplateError) -> [Piece] {
    let bytes = Array(text.utf8)
    let (dollar, brace) = (UInt8(ascii: "$"), UInt8(ascii: "{"))
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let rest = bytes[position...]
      if rest.starts(with: [dollar, dollar, brace]) {
        literal += [dollar, brace]
        position += 3
      } else if rest.starts(with: [dollar, brace]) {
        let (expression, end) = try Self.expression(bytes[(position + 2)...])
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        let source = String(decoding: bytes[(position + 2)..<end], as: UTF8.self)
        pieces.append(.expression(Formula(expression, text: source)))
        position = end + 1
      } else {
        literal.append(bytes[position])
        position += 1
      }
    }
    if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
    return pieces
  }

  private static func expression(
    _ bytes: ArraySlice<UInt8>
  ) throws(TemplateError) -> (Expression, end: Int) {
    do {
      return try Parser.parse(upToBrace: bytes)
    } catch {
      // Where the expression ends is not known: for the message, at the first brace.
      let text = bytes.prefix { $0 != UInt8(ascii: "}") }
      throw error.inExpression(String(decoding: text, as: UTF8.self))
    }
  }
}
