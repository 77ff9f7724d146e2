import Diagnostics

/// What reading a text gave: as much of the document as could be read, and every problem found. Neither can be had
/// without the other.
package struct ReadResult: Sendable {
  private let root: Element?
  private let problems: [Problem]

  fileprivate init(root: Element?, problems: [Problem]) { (self.root, self.problems) = (root, problems) }

  /// As much of the document as could be read; nil when there is none.
  ///
  /// - Parameter report: gets every problem.
  package func root(_ report: (Problem) -> Void) -> Element? {
    for problem in problems { report(problem) }
    return root
  }

  /// The document of a text without problems; nil when there is none.
  ///
  /// - Throws: the first problem.
  package func valid() throws(Problem) -> Element? {
    if let first = problems.first { throw first }
    return root
  }
}

/// Reads one YAML document and refuses what readers of YAML disagree on or can be bombed with.
///
/// Aliases and merge keys (`<<`) are resolved. Tags, duplicate keys, keys that are not scalars and
/// second documents are problems; so are more than `maximumDepth` levels and aliases that unfold to
/// more than `maximumElements` elements.
package struct Reader: ~Copyable {
  package static let maximumDepth = 100
  package static let maximumElements = 2_000_000

  private var parser: EventParser
  private var problems: [Problem] = []
  private var anchors: [ByteKey: Anchored] = [:]
  private var elements = 0

  private struct Anchored {
    let element: Element
    /// How many elements a use of the alias stands for.
    let weight: Int
  }

  private init(_ bytes: [UInt8]) { parser = EventParser(bytes) }

  /// Reads a file that may be YAML or, by its ending `.json`, JSON: not all JSON is YAML to libyaml, which knows no
  /// pairs of surrogates.
  package static func read(_ bytes: [UInt8], path: String) -> ReadResult {
    guard path.hasSuffix(".json") else { return read(bytes) }
    do {
      return ReadResult(root: try JSON.element(bytes), problems: [])
    } catch {
      return ReadResult(root: nil, problems: [error])
    }
  }

  package static func read(_ bytes: [UInt8]) -> ReadResult {
    var reader = Reader(bytes)
    do {
      let root = try reader.document()
      return ReadResult(root: root, problems: reader.problems)
    } catch {
      return ReadResult(root: nil, problems: reader.problems + [Problem(ofMergeIn: bytes) ?? error])
    }
  }

  /// Every document of a text that may hold several; the limits are those of all of them together.
  ///
  /// - Throws: the first problem.
  package static func documents(_ bytes: [UInt8]) throws(Problem) -> [Element] {
    var reader = Reader(bytes)
    var documents: [Element] = []
    _ = try reader.parser.next()
    while case .documentStart = try reader.parser.next().event {
      documents.append(try reader.root())
    }
    if let first = reader.problems.first { throw first }
    return documents
  }

  /// The single document, or nil when the text holds none.
  private mutating func document() throws(Problem) -> Element? {
    _ = try parser.next()
    guard case .documentStart = try parser.next().event else { return nil }
    let root = try root()
    let (following, next) = try parser.next()
    if case .streamEnd = following { return root }
    problems.append(
      Problem(position: next, message: "a second document; expected one document in this file"))
    return root
  }

  /// What follows the start of a document, to its end.
  private mutating func root() throws(Problem) -> Element {
    let (event, position) = try parser.next()
    // An anchor is one of its document.
    anchors = [:]
    let root = try element(event, at: position, depth: 1)
    _ = try parser.next()
    return root
  }

  private mutating func element(
    _ event: Event, at position: Position, depth: Int
  ) throws(Problem) -> Element {
    try check(depth: depth, at: position)
    let before = elements
    try count(1, at: position)
    switch event {
    case .scalar(let scalar, let properties):
      return keep(Element(position: position, content: .scalar(scalar)), properties, since: before)
    case .sequenceStart(let properties):
      let content = Element.Content.sequence(try items(depth: depth))
      return keep(Element(position: position, content: content), properties, since: before)
    case .mappingStart(let properties):
      let content = Element.Content.mapping(try members(depth: depth))
      return keep(Element(position: position, content: content), properties, since: before)
    case .alias(let name):
      guard let anchored = anchors[ByteKey(name)] else {
        throw Problem(position: position, message: "alias `*\(name)` has no anchor before it")
      }
      try count(anchored.weight, at: position)
      try check(depth: depth + anchored.element.height - 1, at: position)
      return anchored.element
    default:
      throw Problem(position: position, message: "not valid YAML: expected a value here")
    }
  }

  /// Everything that walks elements recurses, so the depth is bounded here, aliases unfolded.
  private func check(depth: Int, at position: Position) throws(Problem) {
    guard depth <= Self.maximumDepth else {
      throw Problem(position: position, message: "nested deeper than \(Self.maximumDepth) levels")
    }
  }

  private mutating func count(_ more: Int, at position: Position) throws(Problem) {
    elements += more
    guard elements <= Self.maximumElements else {
      throw Problem(
        position: position,
        message: "unfolds to more than \(Self.maximumElements) values; write out what the aliases "
          + "(`*name`) repeat, or use fewer of them")
    }
  }

  private mutating func keep(
    _ element: Element, _ properties: Properties, since before: Int
  ) -> Element {
    if let tag = properties.tag {
      problems.append(
        Problem(position: element.position, message: "tag `\(tag)` is not supported; remove it"))
    }
    if let anchor = properties.anchor {
      anchors[ByteKey(anchor)] = Anchored(element: element, weight: elements - before)
    }
    return element
  }

  private mutating func items(depth: Int) throws(Problem) -> [Element] {
    var items: [Element] = []
    while true {
      let (event, position) = try parser.next()
      if case .collectionEnd = event { return items }
      items.append(try element(event, at: position, depth: depth + 1))
    }
  }

  private mutating func members(depth: Int) throws(Problem) -> [Member] {
    var builder = MemberBuilder()
    while true {
      let (event, position) = try parser.next()
      if case .collectionEnd = event { return builder.finish(&problems) }
      let key = try element(event, at: position, depth: depth + 1)
      let (next, start) = try parser.next()
      let value = try element(next, at: start, depth: depth + 1)
      guard case .scalar(let scalar) = key.content else {
        problems.append(Problem(position: position, message: "\(key.kind) as a key; expected text"))
        continue
      }
      builder.add(scalar, at: position, value, &problems)
    }
  }
}
