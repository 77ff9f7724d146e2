import YAML

/// The order of what is in each column, from top to bottom: nodes, and places where links pass that go further.
struct Arrangement {
  enum Vertex: Hashable {
    case node(ByteKey)
    /// A link, by its number, on its way through a stage.
    case pass(link: Int, stage: Int)
  }

  /// With more of them the picture would be of lines; then links go straight.
  private static let mostPasses = 300

  private(set) var columns: [[Vertex]]
  private var before: [Vertex: [Vertex]] = [:]

  init(_ drawing: Drawing) {
    columns = drawing.columns.map { $0.nodes.map { Vertex.node(ByteKey($0.name)) } }
    var stageOf: [ByteKey: Int] = [:]
    for (number, column) in drawing.columns.enumerated() {
      for node in column.nodes { stageOf[ByteKey(node.name)] = number }
    }
    let spans = drawing.links.map { link -> Range<Int> in
      guard let from = stageOf[ByteKey(link.from)], let to = stageOf[ByteKey(link.to)], from < to else {
        return 0..<0
      }
      return (from + 1)..<to
    }
    let isRouted = spans.reduce(0) { $0 + $1.count } <= Self.mostPasses
    for (number, link) in drawing.links.enumerated() {
      var last = Vertex.node(ByteKey(link.from))
      for stage in isRouted ? spans[number] : 0..<0 {
        let pass = Vertex.pass(link: number, stage: stage)
        columns[stage].append(pass)
        before[pass] = [last]
        last = pass
      }
      before[.node(ByteKey(link.to)), default: []].append(last)
    }
    order()
  }

  /// Each column in the order of the middle of what leads to it, so that fewer lines cross.
  private mutating func order() {
    var place: [Vertex: Double] = [:]
    for number in columns.indices {
      let weighed = columns[number].enumerated().map { position, slot in
        let origins = (before[slot] ?? []).compactMap { place[$0] }
        let middle = origins.isEmpty ? Double(position) : origins.reduce(0, +) / Double(origins.count)
        return (slot: slot, middle: middle, position: position)
      }
      columns[number] = weighed.sorted { ($0.middle, $0.position) < ($1.middle, $1.position) }.map(\.slot)
      for (row, slot) in columns[number].enumerated() {
        place[slot] = Double(row) - Double(columns[number].count - 1) / 2
      }
    }
  }
}
