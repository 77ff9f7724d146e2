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
  /// Those that are not the same, sorted by path; except for those of packages.
  package let files: [FileDelta]
  /// Packages that are not the same.
  package let packages: [PackageChange]
  /// The files that `packages` tell of, with vendor.lock, sorted by path.
  package let vendored: [VendoredFileChange]
  package internal(set) var relation = Relation.change

  /// With the files of packages among the others.
  fileprivate var withVendoredFiles: SourceChange {
    let files = (files + vendored.map(\.delta)).sorted { $0.path.precedesByBytes($1.path) }
    return SourceChange(
      role: role, from: from, to: to, files: files, packages: packages, vendored: [], relation: relation)
  }
}

extension WorkflowChange {
  /// With the files of packages among the others, for who wants to read them.
  package var withVendoredFiles: WorkflowChange {
    var change = self
    change.sources = sources.map(\.withVendoredFiles)
    return change
  }
}

/// A file of a workflow's source that is not the same.
package struct FileDelta: Sendable {
  package let path: String
  /// Nil where the file is not.
  package let old: [UInt8]?
  package let new: [UInt8]?
  /// Nodes whose code the file is, or reaches it: of the version after, else of the one before.
  package let nodes: [String]
  /// Nil for what is not text.
  package let difference: LineDifference?

  package init(path: String, old: [UInt8]?, new: [UInt8]?, nodes: [String]) {
    (self.path, self.old, self.new, self.nodes) = (path, old, new, nodes)
    difference = LineDifference(from: old ?? [], to: new ?? [])
  }

  package var counts: (added: Int, removed: Int)? { difference?.counts }
}

extension FileDelta {
  /// Those that are not the same, and apart from them those that packages tell of.
  static func all(
    from old: Version?, to new: Version?, _ packages: PackageComparison
  ) -> (files: [FileDelta], vendored: [VendoredFileChange]) {
    let (left, right) = (contents(old), contents(new))
    let paths = Set(left.keys).union(right.keys).map(\.text).sorted { $0.precedesByBytes($1) }
    var (files, vendored): ([FileDelta], [VendoredFileChange]) = ([], [])
    let isWhole = old == nil || new == nil
    lazy var oldUsers = NodeFiles(old, isWhole: isWhole)
    lazy var newUsers = NodeFiles(new, isWhole: isWhole)
    for path in paths {
      let (before, after) = (left[ByteKey(path)], right[ByteKey(path)])
      if before == after { continue }
      if packages.tells(of: path, isBefore: before != nil, isAfter: after != nil) {
        vendored.append(VendoredFileChange(path: path, old: before, new: after))
      } else {
        let names = after == nil ? oldUsers.nodes(reaching: path) : newUsers.nodes(reaching: path)
        files.append(FileDelta(path: path, old: before, new: after, nodes: names))
      }
    }
    return (files, vendored)
  }

  private static func contents(_ version: Version?) -> [ByteKey: [UInt8]] {
    Dictionary((version?.source.files ?? []).map { (ByteKey($0.path), $0.bytes) }) { first, _ in first }
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
