import Diagnostics
import Files

/// What the arguments of a comparison name.
struct ComparedSides {
  enum Side: Equatable {
    /// The trees of the configuration, as they are on disk.
    case workingTree
    case folder(String)
    case revision(String)
    /// Where two revisions parted.
    case mergeBase(String, String)
  }

  let from: Side
  let to: Side

  static let lastCommit = "HEAD"

  /// - Throws: `InvalidInput` when a range is given beside another revision.
  init(_ from: String?, _ to: String?) throws {
    if let from, !Disk.isFolder(from), let range = Self.range(from) {
      guard to == nil else {
        throw InvalidInput(path: from, "is a range, which names both sides; remove `\(to ?? "")`")
      }
      (self.from, self.to) = range
      return
    }
    self.from = from.map(Self.side) ?? .revision(Self.lastCommit)
    self.to = to.map(Self.side) ?? .workingTree
  }

  private static func side(_ text: String) -> Side {
    Disk.isFolder(text) ? .folder(Path.withoutSlashes(text)) : .revision(text)
  }

  /// `A..B` compares both, `A...B` compares B with where it parted from A; a missing one is the last commit.
  private static func range(_ text: String) -> (Side, Side)? {
    for dots in ["...", ".."] {
      guard let place = text.firstRange(of: dots) else { continue }
      let (left, right) = (String(text[..<place.lowerBound]), String(text[place.upperBound...]))
      // `../elsewhere` is a folder that is not there.
      if left.isEmpty && right.isEmpty || left.contains("/..") || right.hasPrefix("/") || right.contains("..")
      {
        return nil
      }
      let (first, second) = (left.isEmpty ? lastCommit : left, right.isEmpty ? lastCommit : right)
      return (dots == "..." ? .mergeBase(first, second) : .revision(first), .revision(second))
    }
    return nil
  }
}

extension ComparedSides {
  /// The revisions that both sides name.
  var revisions: [String] { [from, to].flatMap(\.revisions) }
}

extension ComparedSides.Side {
  fileprivate var revisions: [String] {
    switch self {
    case .workingTree, .folder: []
    case .revision(let revision): [revision]
    case .mergeBase(let first, let second): [first, second]
    }
  }

  /// For people.
  var text: String {
    switch self {
    case .workingTree: "working tree"
    case .folder(let path): path
    case .revision(let revision): revision
    case .mergeBase(let first, let second): "merge base of \(first) and \(second)"
    }
  }
}
