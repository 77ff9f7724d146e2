import YAML

/// Where the boxes and lines of a drawing are, in units of the picture: stages from left to right.
struct Layout {
  static let boxHeight = 36
  private static let passHeight = 12
  private static let characterWidth = 8
  private static let padding = 24
  private static let narrowest = 96
  private static let gapBetweenStages = 72
  private static let gapBetweenRows = 20
  private static let margin = 12
  private static let headingHeight = 28
  /// Longer names are cut: the whole one is in the title of the box.
  private static let longestName = 40

  struct Box {
    let node: Drawing.Node
    let label: String
    let x: Int
    let y: Int
    let width: Int

    var middle: Int { y + Layout.boxHeight / 2 }
  }

  /// A level piece of a link that passes through a stage.
  struct Pass {
    let x: Int
    let width: Int
    let y: Int
  }

  struct Heading {
    let text: String
    let x: Int
  }

  private(set) var boxes: [Box] = []
  private(set) var headings: [Heading] = []
  private(set) var width = 0
  let height: Int
  private var places: [ByteKey: Int] = [:]
  private var passes: [Int: [Pass]] = [:]

  init(_ drawing: Drawing) {
    let arrangement = Arrangement(drawing)
    var nodes: [ByteKey: Drawing.Node] = [:]
    for node in drawing.columns.flatMap(\.nodes) { nodes[ByteKey(node.name)] = node }
    let tallest = arrangement.columns.map(Self.height).max() ?? 0
    height = Self.margin * 2 + Self.headingHeight + tallest
    var x = Self.margin
    for (number, slots) in arrangement.columns.enumerated() {
      let longest = drawing.columns[number].nodes.map { Self.label($0.name).unicodeScalars.count }.max() ?? 0
      let heading = drawing.columns[number].heading.utf8.count
      let width = max(Self.narrowest, max(longest, heading) * Self.characterWidth + Self.padding)
      headings.append(Heading(text: drawing.columns[number].heading, x: x + width / 2))
      let top = Self.margin + Self.headingHeight + (tallest - Self.height(slots)) / 2
      place(slots, nodes, x: x, width: width, top: top)
      x += width + Self.gapBetweenStages
    }
    width = max(x - Self.gapBetweenStages, 0) + Self.margin
  }

  private mutating func place(
    _ slots: [Arrangement.Vertex], _ nodes: [ByteKey: Drawing.Node], x: Int, width: Int, top: Int
  ) {
    var y = top
    for slot in slots {
      switch slot {
      case .pass(let link, _):
        passes[link, default: []].append(Pass(x: x, width: width, y: y + Self.passHeight / 2))
      case .node(let key):
        guard let node = nodes[key] else { continue }
        places[key] = boxes.count
        boxes.append(Box(node: node, label: Self.label(node.name), x: x, y: y, width: width))
      }
      y += Self.height(of: slot) + Self.gapBetweenRows
    }
  }

  func box(of name: String) -> Box? { places[ByteKey(name)].map { boxes[$0] } }

  /// Where a link passes through stages between its ends, from left to right.
  func passes(ofLink number: Int) -> [Pass] { passes[number] ?? [] }

  private static func height(_ slots: [Arrangement.Vertex]) -> Int {
    max(0, slots.reduce(0) { $0 + height(of: $1) + gapBetweenRows } - gapBetweenRows)
  }

  private static func height(of slot: Arrangement.Vertex) -> Int {
    switch slot {
    case .node: boxHeight
    case .pass: passHeight
    }
  }

  private static func label(_ name: String) -> String {
    let scalars = name.unicodeScalars
    if scalars.count <= longestName { return name }
    return String(String.UnicodeScalarView(scalars.prefix(longestName - 1))) + "…"
  }
}
