package import Comparison
import Diagnostics
import WorkflowModel
import YAML

/// Packages in words: the only place of each.
package enum PackageText {
  /// More names in one sentence are counted.
  private static let mostNames = 5

  /// A line of a list: `~ jsr:@db/postgres 0.19.5 → 0.20.0, 14 files`.
  package static func line(_ change: PackageChange) -> String {
    let mark: ObjectChange.Action =
      change.before == nil ? .added : change.after == nil ? .removed : .changed
    let parts = [version(change), content(change), license(change), reason(change)]
    return "\(mark.mark) \(parts.compactMap(\.self).joined(separator: ", "))"
  }

  private static func version(_ change: PackageChange) -> String {
    let versions = [change.before, change.after].compactMap { $0.map { $0.version ?? "without a version" } }
    let isSame = versions.count == 2 && versions[0].hasSameBytes(as: versions[1])
    let step =
      switch change.step {
      case .major: " (major)"
      case .downgrade: " (downgrade)"
      case .upgrade, nil: ""
      }
    return "\(change.title) \((isSame ? [versions[0]] : versions).joined(separator: " → "))\(step)"
  }

  private static func content(_ change: PackageChange) -> String? {
    guard let rewriting = change.rewriting else {
      guard let state = change.after ?? change.before else { return nil }
      if change.before.map({ ByteKey($0.text) }) == change.after.map({ ByteKey($0.text) }) { return nil }
      return state.files == 0 ? "in another bundle" : Counted.text(state.files, "file")
    }
    if rewriting == .selection {
      let (more, less) = (change.added.count, change.removed.count)
      let parts = [
        more == 0 ? nil : Counted.text(more, "more file"),
        less == 0 ? nil : Counted.text(less, "fewer file"),
      ]
      return parts.compactMap(\.self).joined(separator: " and ")
    }
    let count = change.touched.count
    let what = count == 0 ? "another checksum" : "\(Counted.text(count, "file")) changed"
    return "\(what) \(cause(rewriting))"
  }

  private static func cause(_ rewriting: PackageChange.Rewriting) -> String {
    switch rewriting {
    case .selection, .unexplained: "under the same version"
    case .checksum: "under the same checksum"
    case .dependencies: "with its imports"
    case .bundler: "by another bundler"
    case .unversioned: "at an address without a version"
    }
  }

  private static func license(_ change: PackageChange) -> String? {
    let none = "no licence named"
    guard let before = change.before, let after = change.after else {
      return change.after.map { $0.license ?? none }
    }
    if before.license.map(ByteKey.init) == after.license.map(ByteKey.init) { return nil }
    return "licence \(before.license ?? "not named") → \(after.license ?? "not named")"
  }

  private static func reason(_ change: PackageChange) -> String? {
    if let carrier = change.broughtBy { return "brought along by \(carrier)" }
    return change.nodes.isEmpty ? nil : "for \(list(change.nodes))"
  }

  /// Names, and how many there are beside them.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(mostNames).joined(separator: ", ")
    return names.count <= mostNames ? shown : "\(shown) and \(names.count - mostNames) more"
  }

  /// A package with other content under the same version.
  static func changed(_ package: String, _ rewriting: PackageChange.Rewriting, _ files: [String]) -> String {
    let what = files.isEmpty ? "its registry has another checksum for it" : "\(list(files)) changed"
    return switch rewriting {
    case .unexplained:
      "\(package): \(what) and its version did not, so one side is not the published package; "
        + "`tntc diff --vendor` shows both, and `tntc vendor` fetches it again"
    case .checksum:
      "\(package): its version changed and its checksum in vendor.lock did not, so one side is "
        + "not the published package; remove its files from vendor/ and run `tntc vendor`"
    case .selection: "\(package): the nodes import other files of it than before: \(list(files))"
    case .dependencies: "\(package): \(what), because its own imports have other versions"
    case .bundler: "\(package): \(what), because another bundler made them"
    case .unversioned:
      "\(package): \(what); its address names no version, so its content may change again"
    }
  }
}

/// The packages of a source that are reported, and those that are folded where there are many.
struct PackageList {
  /// Lines before the rest is folded.
  private static let mostLines = 20

  let first: [String]
  let rest: [String]

  init(_ source: SourceChange) {
    // With `--vendor` all packages are listed.
    let most = source.vendored.isEmpty ? source.packages.count : Self.mostLines
    let lines = source.packages.map(PackageText.line)
    // A single further line is as short as the text that replaces it.
    let count = lines.count <= most + 1 ? lines.count : most
    (first, rest) = (Array(lines.prefix(count)), Array(lines.dropFirst(count)))
  }

  /// What is said for the rest.
  var more: String { "and \(Counted.text(rest.count, "more package")), which `tntc diff --vendor` lists" }
}
