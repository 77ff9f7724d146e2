import Releases
import Tree
import WorkflowModel

/// Two versions that are compared, and what came of it.
struct SourcePair {
  let change: SourceChange
  let packages: PackageComparison
  let from: Version?
  let to: Version?

  /// Nil when their files are the same.
  private init?(_ role: SourceChange.Role, from: Version?, to: Version?) {
    packages = PackageComparison(from: from?.source, to: to?.source)
    let (files, vendored) = FileDelta.all(from: from, to: to, packages)
    if files.isEmpty && vendored.isEmpty && packages.changes.isEmpty { return nil }
    change = SourceChange(
      role: role, from: from?.number, to: to?.number, files: files, packages: packages.changes,
      vendored: vendored)
    (self.from, self.to) = (from, to)
  }

  /// What was live before with what is live; what runs beside it or waits, with the live version next below it.
  static func all(
    from before: RetainedWorkflow?, to after: RetainedWorkflow?
  ) throws -> [SourcePair] {
    let old = try Version.read(before?.release.live, in: before)
    let new = try Version.read(after?.release.live, in: after)
    var pairs = [SourcePair(.live, from: old, to: new)]
    guard let release = after?.release else { return pairs.compactMap(\.self) }
    func base(of number: VersionNumber) -> Version? {
      let lives = [old, new].compactMap(\.self)
      return lives.filter { $0.number < number }.max { $0.number < $1.number } ?? new ?? old
    }
    let added = release.added(since: before?.release)
    let canary = release.canary?.version
    if let canary, canary != release.live, canary != before?.release.canary?.version || added.contains(canary)
    {
      pairs.append(SourcePair(.canary, from: base(of: canary), to: try Version.read(canary, in: after)))
    }
    // Of several that wait, each is compared with the one before it.
    var previous: Version?
    for number in added where number != release.live && number != canary {
      let waiting = try Version.read(number, in: after)
      pairs.append(SourcePair(.waiting, from: previous ?? base(of: number), to: waiting))
      previous = waiting
    }
    return pairs.compactMap(\.self)
  }
}

extension Version {
  /// Nil where there is no such workflow or nothing is asked for.
  static func read(
    _ number: VersionNumber?, in workflow: RetainedWorkflow?
  ) throws -> Version? {
    guard let number, let source = try workflow?.foundSource(of: number) else { return nil }
    return Version(number, source)
  }
}
