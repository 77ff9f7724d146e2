import Comparison
import Files
import Tree

/// Compares two trees, reading only those workflows of which a file is not the same.
struct TreeDiff {
  private var from: ComparedTree
  private var to: ComparedTree
  private let old: ComparedTree.Index
  private let new: ComparedTree.Index

  /// Whether there is a tree on one side at least.
  let isThere: Bool

  /// More names than a command line takes are quicker asked for together.
  private static let mostNames = 500
  /// To compare a workflow takes several times as long as to render it.
  private static let chunk = 4

  init(from: ComparedTree, to: ComparedTree) throws {
    (self.from, self.to) = (from, to)
    let format = ComparedTree.format(of: [from, to])
    let outline = try ComparedTree.outline(from, to)
    let names = outline.flatMap { $0.changed.count <= Self.mostNames ? $0.changed : nil }
    let read = Parallel.map(count: 2, chunk: 1) { sides in
      sides.map { side in Result { try [from, to][side].index(format, only: names) } }
    }
    var (old, new) = (try read[0].get(), try read[1].get())
    try self.from.complete(&old, against: new, of: to)
    try self.to.complete(&new, against: old, of: from)
    (self.old, self.new) = (old, new)
    isThere =
      outline?.isThere
      ?? (!old.isEmpty || !new.isEmpty || Disk.isFolder(from.folder) || Disk.isFolder(to.folder))
  }

  func changes() throws -> [WorkflowChange] {
    let names = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let contents = try ComparedTree.contents(of: names, (from, old), (to, new))
    let before = try from.workflows(names, in: old, contents)
    let after = try to.workflows(names, in: new, contents)
    let renderer = StateRenderer(tree: to.folder)
    let compared = TreeIndex.map(names, with: renderer, chunk: Self.chunk) { name, renderer in
      Result {
        try RenderingSplit.change(from: before[name], to: after[name], &renderer)
      }
    }
    var changes: [WorkflowChange] = []
    for (name, change) in zip(names, compared) {
      guard var change = try change.get() else { continue }
      change.folder = after[name]?.workflow
      changes.append(change)
    }
    return changes
  }
}
