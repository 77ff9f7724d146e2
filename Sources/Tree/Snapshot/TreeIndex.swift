package import Files
import Releases

/// The workflows that a tree holds.
package enum TreeIndex {
  /// Names of the folders with a lock, sorted; a link to one is among them, so that it is told.
  package static func workflows(of tree: String) throws(FileError) -> [String] {
    guard Disk.isFolder(tree) else { return [] }
    var names: [String] = []
    for entry in try Disk.entries(of: tree)
    where !entry.name.hasPrefix(".") && [.folder, .symbolicLink].contains(entry.kind) {
      if Disk.exists(Path.join(Path.join(tree, entry.name), Release.lockFile)) { names.append(entry.name) }
    }
    return names
  }

  /// A workflow of a tree whose source is gone.
  package struct Orphan: Sendable {
    package let workflow: String
    /// The folder that it was rendered from.
    package let source: String
    /// The workflow whose source that folder is now; nil when there is none in it.
    package let successor: String?
  }

  /// - Parameters:
  ///   - rendered: the names of workflows whose source is there.
  ///   - sources: workflows of the tree by the folders that they are rendered from.
  package static func orphans(
    of tree: String, except rendered: Set<String>, sources: [String: String] = [:]
  ) throws -> [Orphan] {
    var locator = SourceLocator(tree: tree)
    var orphans: [Orphan] = []
    for name in try workflows(of: tree) where !rendered.contains(name) {
      guard let source = try Release.read(in: Path.join(tree, name))?.source,
        sources[source] != nil || locator.exists(source) == false
      else { continue }
      orphans.append(Orphan(workflow: name, source: source, successor: sources[source]))
    }
    return orphans
  }
}

extension TreeIndex {
  /// Looks at every workflow of a tree, on several threads when there are many.
  package static func map<Result: Sendable>(
    _ tree: String, _ names: [String], _ body: @Sendable (String) -> Result
  ) -> [Result] {
    Parallel.map(count: names.count) { range in range.map { body(names[$0]) } }
  }

  /// The same with something that remembers what it read, for each thread.
  ///
  /// - Parameter chunk: how many names are worth a thread.
  package static func map<Reader: Sendable, Result: Sendable>(
    _ names: [String], with reader: Reader, chunk: Int = Parallel.usualChunk,
    _ body: @Sendable (String, inout Reader) -> Result
  ) -> [Result] {
    Parallel.map(count: names.count, chunk: chunk) { range in
      var reader = reader
      return range.map { body(names[$0], &reader) }
    }
  }
}
