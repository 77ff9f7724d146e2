import Comparison

extension Relation {
  /// The title of a list in which `-` and `+` stand for the two sides.
  func title(_ what: String) -> String {
    switch self {
    case .change: what
    case .environments(let from, let to): "\(what) (- \(from), + \(to))"
    }
  }

  /// The heads of the columns with the values of both sides.
  var sides: (from: String, to: String) {
    switch self {
    case .change: ("before", "after")
    case .environments(let from, let to): (from, to)
    }
  }

  /// The head of the column with the acts.
  var acts: String {
    switch self {
    case .change: "what happens"
    case .environments: "what differs"
    }
  }

  /// Said of so many workflows: `2 workflows change`.
  func verb(_ workflows: Int) -> String {
    let isOne = workflows == 1
    return switch self {
    case .change: isOne ? "changes" : "change"
    case .environments: isOne ? "differs" : "differ"
    }
  }

  /// Said where there is none.
  var nothing: String {
    switch self {
    case .change: "no change"
    case .environments: "no difference"
    }
  }

  /// Said of what both sides have.
  var stays: String {
    switch self {
    case .change: "as before"
    case .environments(let from, let to): "in \(from) as in \(to)"
    }
  }

  /// Between the names of both sides.
  var sign: String {
    switch self {
    case .change: "→"
    case .environments: "|"
    }
  }
}
