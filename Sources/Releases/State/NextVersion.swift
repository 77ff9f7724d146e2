extension Release {
  /// Whether nothing is other than before but that a version went live, which is new or waited, and that retention
  /// dropped others for it.
  package func isNextVersion(of before: Release) -> Bool {
    guard let live, versions.allSatisfy({ $0 == before[$0.version] ?? ($0.version == live ? $0 : nil) })
    else {
      return false
    }
    let isDropped = before.versions.contains { self[$0.version] == nil }
    if isDropped, versions.count < keep { return false }
    var same = self
    (same.live, same.versions, same.tombstones) = (before.live, before.versions, before.tombstones)
    (same.history, same.derived) = (before.history, before.derived)
    return same == before && derived.files == before.derived.files
  }
}
