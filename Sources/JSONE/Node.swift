import YAML

/// A compiled part of a template.
indirect enum Node: Sendable {
  case constant(Value)
  case text([Piece])
  case sequence([Node])
  /// `isDistinct`: no two members can have one key.
  case mapping([NodeMember], isDistinct: Bool)
  case operation(Operation)
  /// What could not be compiled; thrown when it is evaluated, and only then.
  case broken(TemplateError)
}

/// A member of a mapping. No tuple, as copying one takes calls of the runtime for each of its parts.
struct NodeMember: Sendable {
  let key: Key
  let node: Node
}

/// A part of a text with `${…}` in it.
enum Piece: Sendable {
  case literal(String)
  case expression(Formula)
}

/// A key of a mapping: as it is written in the template, and what it evaluates to.
struct Key: Sendable {
  let written: String
  let content: Content

  enum Content: Sendable {
    case literal(String)
    case text([Piece])
    case broken(TemplateError)
  }
}

/// An expression with its text, for messages.
struct Formula: Sendable {
  let text: String
  let parsed: Result<Expression, TemplateError>

  init(_ text: String) {
    self.text = text
    do {
      parsed = .success(try Parser.parse(text))
    } catch {
      parsed = .failure(error)
    }
  }

  init(_ expression: Expression, text: String) {
    self.text = text
    parsed = .success(expression)
  }

  func evaluate(_ scope: Scope, _ meter: inout Meter) throws(TemplateError) -> Evaluated {
    do {
      return try parsed.get().evaluate(scope, &meter)
    } catch {
      throw error.inExpression(text)
    }
  }
}

enum Operation: Sendable {
  case eval(Formula)
  case conditional(Formula, then: Node?, otherwise: Node?)
  case json(Node)
  case flatten(Node, isDeep: Bool)
  case reverse(Node)
  case merge(Node, isDeep: Bool)
  case bind(Node, body: Node)
  case map(Node, Each, body: Node)
  /// `initial` is taken as it is written, as in the reference implementations.
  case reduce(Node, Each, initial: Value, body: Node)
  case find(Node, Each, condition: Formula)
  case sort(Node, Each?, by: Formula?)
  case match([(condition: Formula, node: Node)])
  case select([(condition: Formula, node: Node)], otherwise: Node?)
}

/// `each(x)` or `by(x)`: the key as it is written, and the names it binds.
struct Each: Sendable {
  let written: String
  let names: [String]

  /// Nil when `key` is not `word(name, …)` with a number of names in `count`.
  init?(_ key: String, word: String, count: ClosedRange<Int>) {
    let bytes = Array(key.utf8)
    guard bytes.starts(with: "\(word)(".utf8), bytes.last == UInt8(ascii: ")") else { return nil }
    let parts = bytes.dropFirst(word.utf8.count + 1).dropLast()
      .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    // Blanks may follow a comma, and stand nowhere else.
    let names = parts.enumerated().map { $0 == 0 ? $1 : $1.drop { $0 == UInt8(ascii: " ") } }
    guard count.contains(names.count), names.allSatisfy({ Tokenizer.isIdentifier($0) }) else {
      return nil
    }
    written = key
    self.names = names.map { String(decoding: $0, as: UTF8.self) }
  }
}
