package import WorkflowModel

/// A number that both sides of a merge gave to new code of their own.
package struct NumberClash: Hashable, Sendable {
  /// In the spelling of the side that keeps it.
  package let number: VersionNumber
  package let keeper: ReleaseMerge.Side
}

/// Which versions of either side give way, as a number stands for one content for ever.
struct NumberClashes {
  private(set) var clashes: [NumberClash] = []
  private(set) var withdrawn: [Tombstone] = []

  init(
    _ base: Release?, _ ours: Release, _ theirs: Release, keeper: ReleaseMerge.Side, _ published: Release?
  ) {
    for mine in ours.contents {
      for other in theirs.contents
      where mine.number.isSameNumber(as: other.number) && mine.digest != other.digest {
        // A version that left the tree on both sides needs no resolution.
        guard mine.isPresent || other.isPresent else { continue }
        let isPublished = { (digest: String) in published?.digests(of: mine.number).contains(digest) ?? false
        }
        let isOld = { (digest: String) in base?.digests(of: mine.number).contains(digest) ?? false }
        let stays: ReleaseMerge.Side =
          if isPublished(mine.digest) { .ours } else if isPublished(other.digest) { .theirs }
          // The applied commit amended the version of its parent.
          else if keeper == .ours, isOld(mine.digest) { .theirs } else { keeper }
        withdrawn.append(stays == .ours ? other.stone : mine.stone)
        if !isOld(stays == .ours ? other.digest : mine.digest) {
          clashes.append(NumberClash(number: stays == .ours ? mine.number : other.number, keeper: stays))
        }
      }
    }
    clashes.sort { $0.number < $1.number }
  }
}

extension Release {
  /// What each number stands for, in the tree or since it left.
  fileprivate var contents: [(number: VersionNumber, digest: String, stone: Tombstone, isPresent: Bool)] {
    versions.map { ($0.version, $0.digest, Tombstone($0), true) }
      + tombstones.map { ($0.version, $0.digest, $0, false) }
  }

  /// The state as if some versions had never been rendered, here or, where it only knows of them, elsewhere.
  ///
  /// - Parameter base: the state before; what was live there is when nothing else was.
  func without(_ withdrawn: [Tombstone], since base: Release?) -> Release {
    var left = self
    left.tombstones.removeAll { withdrawn.holds($0) && base?.tombstones.holds($0) != true }
    let numbers = versions.filter { withdrawn.holds(Tombstone($0)) }.map(\.version)
    if numbers.isEmpty { return left }
    left.versions.removeAll { numbers.contains($0.version) }
    while let live = left.live, left[live] == nil { left.live = left.history.popLast()?.version }
    if left.live == nil { left.live = base?.live.flatMap { left[$0]?.version } }
    left.history.removeAll { numbers.contains($0.version) }
    if left.canary.map({ numbers.contains($0.version) }) ?? false { left.canary = nil }
    if left.pin.map({ numbers.contains($0.version) }) ?? false { left.pin = nil }
    return left
  }
}
