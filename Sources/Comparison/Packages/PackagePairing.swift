import WorkflowModel
import YAML

/// Finds which package of one version is which one of another, and what is not the same.
struct PackagePairing {
  /// Positions on the two sides; nil where the package is not.
  private struct Pair {
    var old: Int?
    var new: Int?
  }

  /// Paths, sorted.
  private struct Files {
    let added: [String]
    let changed: [String]
    let removed: [String]
  }

  private let old: PackageSide
  private let new: PackageSide
  private let users: (old: [Int: [String]], new: [Int: [String]])
  private let carriers: (old: [Int: Int], new: [Int: Int])
  /// Texts of packages that lead to one that is on one side alone.
  private let moved: Set<ByteKey>

  init(from old: PackageSide, to new: PackageSide) {
    (self.old, self.new) = (old, new)
    users = (old.users(), new.users())
    let (left, right) = (Set(old.positions.keys), Set(new.positions.keys))
    moved = old.dependents(of: left.subtracting(right)).union(new.dependents(of: right.subtracting(left)))
    carriers = (
      old.carriers(first: []),
      new.carriers(first: Set(new.positions.filter { !left.contains($0.key) }.values))
    )
  }

  /// Those that modules of the workflow import first.
  var changes: [PackageChange] {
    let changes = pairs.compactMap(change)
    return changes.filter(\.isDirect) + changes.filter { !$0.isDirect }
  }

  // MARK: Pairs

  /// The same versions, and of each title the lowest of the others with the lowest; sorted by text.
  private var pairs: [Pair] {
    let same = new.packages.enumerated().compactMap { position, package in
      old.positions[ByteKey(package.text)].map { Pair(old: $0, new: position) }
    }
    let others = titles.values.flatMap { old, new in
      let (left, right) = (sorted(old, in: self.old), sorted(new, in: self.new))
      return (0..<max(left.count, right.count)).map { position in
        Pair(
          old: left.indices.contains(position) ? left[position] : nil,
          new: right.indices.contains(position) ? right[position] : nil)
      }
    }
    return (same + others).sorted { text($0).precedesByBytes(text($1)) }
  }

  /// The positions of versions that are on one side alone, by the title of their package.
  private var titles: [ByteKey: (old: [Int], new: [Int])] {
    var titles: [ByteKey: (old: [Int], new: [Int])] = [:]
    for (position, package) in old.packages.enumerated() where new.positions[ByteKey(package.text)] == nil {
      titles[ByteKey(package.title), default: ([], [])].old.append(position)
    }
    for (position, package) in new.packages.enumerated() where old.positions[ByteKey(package.text)] == nil {
      titles[ByteKey(package.title), default: ([], [])].new.append(position)
    }
    return titles
  }

  private func text(_ pair: Pair) -> String { package(pair)?.text ?? "" }

  /// The new one where there are two.
  private func package(_ pair: Pair) -> VendoredPackage? {
    pair.new.map { new.packages[$0] } ?? pair.old.map { old.packages[$0] }
  }

  /// By version, and those without an order by their bytes.
  private func sorted(_ positions: [Int], in side: PackageSide) -> [Int] {
    positions.sorted { left, right in
      let texts = [left, right].map { side.packages[$0].version ?? "" }
      let versions = texts.map(PackageVersion.init)
      if let one = versions[0], let two = versions[1], one != two { return one < two }
      return texts[0].precedesByBytes(texts[1])
    }
  }

  // MARK: Changes

  /// Nil for what is the same.
  private func change(_ pair: Pair) -> PackageChange? {
    let (before, after) = (pair.old.map(old.state), pair.new.map(new.state))
    let files = files(of: pair)
    let rewriting = rewriting(pair, files)
    if let before, let after, before.text.hasSameBytes(as: after.text), rewriting == nil,
      before.license.map(ByteKey.init) == after.license.map(ByteKey.init)
    {
      return nil
    }
    // What is gone is reported as it was.
    let (side, position, users, carriers) =
      pair.new.map { (new, $0, self.users.new, self.carriers.new) }
      ?? (old, pair.old ?? 0, self.users.old, self.carriers.old)
    return PackageChange(
      title: side.packages[position].title, before: before, after: after, added: files.added,
      changed: files.changed, removed: files.removed, isDirect: side.direct.contains(position),
      broughtBy: carriers[position].map { side.packages[$0].text }, nodes: users[position] ?? [],
      rewriting: rewriting)
  }

  /// By what really lies in `vendor/`.
  private func files(of pair: Pair) -> Files {
    let (left, right) = (pair.old.map(old.paths) ?? [], pair.new.map(new.paths) ?? [])
    let (before, after) = (Set(left.map(ByteKey.init)), Set(right.map(ByteKey.init)))
    let common = right.filter { before.contains(ByteKey($0)) }
    return Files(
      added: right.filter { !before.contains(ByteKey($0)) },
      changed: common.filter { old.contents[ByteKey($0)] != new.contents[ByteKey($0)] },
      removed: left.filter { !after.contains(ByteKey($0)) })
  }

  /// Nil where the version is another one, and where nothing is.
  private func rewriting(_ pair: Pair, _ files: Files) -> PackageChange.Rewriting? {
    guard let left = pair.old.map({ old.packages[$0] }), let right = pair.new.map({ new.packages[$0] }),
      left.text.hasSameBytes(as: right.text)
    else { return nil }
    let isPublishedAnew = Self.differ(left.integrity, right.integrity)
    if files.changed.isEmpty && !isPublishedAnew {
      return (files.added + files.removed).isEmpty ? nil : .selection
    }
    if right.version == nil { return .unversioned }
    if isPublishedAnew { return .unexplained }
    if moved.contains(ByteKey(right.text)) { return .dependencies }
    return right.registry == .npm && Self.differ(old.bundler, new.bundler) ? .bundler : .unexplained
  }

  private static func differ(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return false }
    return !left.hasSameBytes(as: right)
  }
}
