import Comparison
import Diagnostics
import Reports
import Terminal
import TextDiff
import WorkflowModel
import YAML

/// What is different between the sources of two versions.
struct SourceComparison {
  private let from: WorkflowSource
  private let to: WorkflowSource
  private let names: (from: String, to: String)
  private let packages: PackageComparison
  /// Those that are not the same, sorted.
  private let paths: [String]
  /// Those of them that are shown: packages are named, and their files are shown to who asks for them.
  private let shown: [String]

  /// - Parameter isWhole: show the files of packages too.
  init(from: WorkflowSource, to: WorkflowSource, names: (from: String, to: String), isWhole: Bool) {
    (self.from, self.to, self.names) = (from, to, names)
    let packages = PackageComparison(from: from, to: to)
    let paths = Set((from.files + to.files).map { ByteKey($0.path) }).map(\.text)
      .sorted { $0.precedesByBytes($1) }.filter { from[$0]?.bytes != to[$0]?.bytes }
    (self.packages, self.paths) = (packages, paths)
    shown =
      isWhole
      ? paths
      : paths.filter { !packages.tells(of: $0, isBefore: from[$0] != nil, isAfter: to[$0] != nil) }
  }

  /// Why packages are shown as files, where they are.
  var findings: [Finding] {
    [(packages.problems.before, names.from), (packages.problems.after, names.to)].flatMap { problem, name in
      (problem?.findings ?? []).map { finding in
        Finding(
          .warning, path: "\(name)/\(finding.path)", position: finding.position,
          message: "packages are compared as files: \(finding.message)", rule: finding.rule)
      }
    }
  }

  private static let none: StyledText = "no difference\n"

  var text: StyledText {
    paths.isEmpty ? Self.none : shown.map { DiffText.text(diff($0)) }.joined() + packageLines
  }

  /// All of them, each with the package that it is of.
  var value: Value { .sequence(paths.map(value)) }

  private var packageLines: StyledText {
    if packages.changes.isEmpty { return "" }
    return "packages \(names.from) → \(names.to)\n"
      + packages.changes.map { change in
        "  \(StyledText(marked: FindingText.oneLine(PackageText.line(change))))\n"
      }.joined()
  }

  private func diff(_ path: String) -> [UnifiedDiff.Line] {
    UnifiedDiff.lines(
      from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [],
      old: from[path] == nil ? "/dev/null" : "\(names.from)/\(path)",
      new: to[path] == nil ? "/dev/null" : "\(names.to)/\(path)")
  }

  private func changed(_ path: String) -> (added: Int, removed: Int)? {
    UnifiedDiff.counts(from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [])
  }

  var counts: StyledText {
    if paths.isEmpty { return Self.none }
    let rows = shown.map { path -> [TextTable.Cell] in
      guard let counts = changed(path) else { return [.init(path), .init("binary"), .init("")] }
      return [.init(path), .init("+\(counts.added)", .added), .init("-\(counts.removed)", .removed)]
    }
    return (rows.isEmpty ? "" : TextTable(["FILE", "ADDED", "REMOVED"], rows).text()) + packageLines
  }

  private func value(_ path: String) -> Value {
    let counts = changed(path)
    return [
      "path": .string(path), "package": packages.package(of: path).map(Value.string) ?? .null,
      "inFrom": .bool(from[path] != nil), "inTo": .bool(to[path] != nil),
      "added": counts.map { .integer($0.added) } ?? .null,
      "removed": counts.map { .integer($0.removed) } ?? .null, "diff": .string(diff(path).text),
    ]
  }
}
