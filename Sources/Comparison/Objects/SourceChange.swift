import Diagnostics
package import TextDiff
package import WorkflowModel
import YAML

/// The source of two versions that follow each other in one place.
package struct SourceChange: Sendable {
  /// What runs there.
  package enum Role: String, Sendable, CaseIterable {
    case live
    case canary
    /// Added and not live.
    case waiting
  }

  package let role: Role
  /// Nil for what is new.
  package let from: VersionNumber?
  /// Nil for what is gone.
  package let to: VersionNumber?
  /// Those that are not the same, sorted by path.
  package let files: [FileDelta]
}

/// A file of a workflow's source that is not the same.
package struct FileDelta: Sendable {
  package let path: String
  /// Nil where the file is not.
  package let old: [UInt8]?
  package let new: [UInt8]?
  /// Nodes that have the file as their code.
  package let nodes: [String]
  /// Nil for what is no text.
  package let difference: LineDifference?

  init(path: String, old: [UInt8]?, new: [UInt8]?, nodes: [String]) {
    (self.path, self.old, self.new, self.nodes) = (path, old, new, nodes)
    difference = LineDifference(from: old ?? [], to: new ?? [])
  }

  package var counts: (added: Int, removed: Int)? { difference?.counts }
}

extension FileDelta {
  static func all(from old: Version?, to new: Version?) -> [FileDelta] {
    let files = [old, new].compactMap { $0?.source.files }
    var seen: Set<ByteKey> = []
    let paths = files.flatMap { $0.map(\.path) }.filter { seen.insert(ByteKey($0)).inserted }
      .sorted { $0.precedesByBytes($1) }
    return paths.compactMap { path in
      let (before, after) = (old?.source[path]?.bytes, new?.source[path]?.bytes)
      if before == after { return nil }
      let nodes = (new?.workflow ?? old?.workflow)?.nodes ?? []
      return FileDelta(
        path: path, old: before, new: after, nodes: nodes.filter { $0.path == path }.map(\.name))
    }
  }
}

/// A version of a tree, with what its workflow.yaml says.
struct Version: Sendable {
  let number: VersionNumber
  let source: WorkflowSource
  /// Read leniently; nil when nothing can be made of it.
  let workflow: Workflow?

  init(_ number: VersionNumber, _ source: WorkflowSource) {
    self.number = number
    self.source = source
    workflow = WorkflowReader.read(source, path: WorkflowSource.workflowFile).workflow
  }
}
