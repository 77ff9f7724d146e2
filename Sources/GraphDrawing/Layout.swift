import YAML

/// Where the boxes and lines of a drawing are, in units of the picture: stages from left to right.
struct Layout {
  static let boxHeight = 36
  private static let characterWidth = 8
  private static let padding = 24
  private static let narrowest = 96
  private static let gapBetweenStages = 72
  private static let gapBetweenBoxes = 20
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
  }

  struct Heading {
    let text: String
    let x: Int
  }

  let boxes: [Box]
  let headings: [Heading]
  let width: Int
  let height: Int
  private let places: [ByteKey: Int]

  init(_ drawing: Drawing) {
    var (boxes, headings): ([Box], [Heading]) = ([], [])
    var places: [ByteKey: Int] = [:]
    let order = Self.ordered(drawing)
    let rows = order.map(\.count).max() ?? 0
    var x = Self.margin
    for (number, stage) in order.enumerated() {
      let labels = stage.map { Self.label($0.name) }
      let longest = labels.map(\.unicodeScalars.count).max() ?? 0
      let width = max(Self.narrowest, longest * Self.characterWidth + Self.padding)
      headings.append(Heading(text: "stage \(number + 1)", x: x + width / 2))
      let step = Self.boxHeight + Self.gapBetweenBoxes
      let top = Self.margin + Self.headingHeight + (rows - stage.count) * step / 2
      for (row, node) in stage.enumerated() {
        places[ByteKey(node.name)] = boxes.count
        boxes.append(Box(node: node, label: labels[row], x: x, y: top + row * step, width: width))
      }
      x += width + Self.gapBetweenStages
    }
    (self.boxes, self.headings, self.places) = (boxes, headings, places)
    width = max(x - Self.gapBetweenStages, 0) + Self.margin
    height =
      Self.margin * 2 + Self.headingHeight
      + max(
        0,
        rows * (Self.boxHeight + Self.gapBetweenBoxes)
          - Self.gapBetweenBoxes)
  }

  func box(of name: String) -> Box? { places[ByteKey(name)].map { boxes[$0] } }

  private static func label(_ name: String) -> String {
    let scalars = name.unicodeScalars
    if scalars.count <= longestName { return name }
    return String(String.UnicodeScalarView(scalars.prefix(longestName - 1))) + "…"
  }

  /// Each stage in the order of the middle of what leads to its nodes, so that fewer lines cross.
  private static func ordered(_ drawing: Drawing) -> [[Drawing.Node]] {
    var incoming: [ByteKey: [ByteKey]] = [:]
    for link in drawing.links { incoming[ByteKey(link.to), default: []].append(ByteKey(link.from)) }
    var place: [ByteKey: Double] = [:]
    return drawing.stages.map { stage in
      let weighed = stage.enumerated().map { position, node in
        let before = (incoming[ByteKey(node.name)] ?? []).compactMap { place[$0] }
        let middle = before.isEmpty ? Double(position) : before.reduce(0, +) / Double(before.count)
        return (node: node, middle: middle, position: position)
      }
      let sorted = weighed.sorted { ($0.middle, $0.position) < ($1.middle, $1.position) }.map(\.node)
      for (row, node) in sorted.enumerated() {
        place[ByteKey(node.name)] = Double(row) - Double(sorted.count - 1) / 2
      }
      return sorted
    }
  }
}
