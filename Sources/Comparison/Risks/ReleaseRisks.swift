import Releases
import Rendering
import Settings
import Tree
import WorkflowModel
import YAML

/// Risks of what the tree holds: versions that go, that are rewritten, or that are large.
enum ReleaseRisks {
  /// A figure above this share of a limit is near it.
  private static let nearPercent = 90

  static func find(from before: Release, to after: Release) -> [Risk] {
    leaving(before, after) + bad(before, after) + pin(before, after) + rewritten(before, after)
      + image(before, after) + canary(before, after)
  }

  /// A canary that begins with so many pods that there are two times as many together.
  private static func canary(_ before: Release, _ after: Release) -> [Risk] {
    guard before.canary == nil, after.canary != nil, let old = pods(before), let new = pods(after),
      ObjectRisks.isMany(old, new)
    else { return [] }
    let name = ReleaseNames.canary(of: after.workflow)
    return [.canaryPods(object: "deployment/\(name)", from: old, to: new)]
  }

  /// Those of all versions that run; nil where an autoscaler owns the number.
  private static func pods(_ release: Release) -> Int? {
    release.canary == nil ? Effective(release, namespace: nil).replicas : release.canaryPods?.all
  }

  /// Of a tree where the workflow is new.
  static func first(_ release: Release) -> [Risk] {
    bad(Release(workflow: release.workflow), release) + floating(release)
  }

  private static func bad(_ before: Release, _ after: Release) -> [Risk] {
    var risks: [Risk] = []
    if let live = after.live, live != before.live, let mark = after.bad(live) {
      risks.append(.badVersion(mark, .live))
    }
    if let canary = after.canary?.version, canary != before.canary?.version, let mark = after.bad(canary) {
      risks.append(.badVersion(mark, .canary))
    }
    return risks
  }

  /// To go further back than what is pinned is not to pass it.
  private static func pin(_ before: Release, _ after: Release) -> [Risk] {
    guard let pin = before.pin, pin.reason != nil, after.pin?.version != pin.version, let live = after.live,
      live >= pin.version
    else { return [] }
    return [.pinPassed(pin)]
  }

  private static func leaving(_ before: Release, _ after: Release) -> [Risk] {
    let numbers = before.versions.map(\.version)
    // Locks of old releases do not say what was live.
    let lower = numbers.filter { number in before.live.map { number < $0 } ?? false }
    let recent =
      before.history.isEmpty ? Array(lower.suffix(Retention.revisionHistoryLimit)) : before.recentlyLive
    return numbers.filter { after[$0] == nil }.compactMap { version in
      if version == before.live { return .versionLeaves(version, .live) }
      if version == before.canary?.version { return .versionLeaves(version, .canary) }
      if version == before.pin?.version { return .versionLeaves(version, .pin) }
      return recent.contains(version) ? .versionLeaves(version, .history) : nil
    }
  }

  private static func rewritten(_ before: Release, _ after: Release) -> [Risk] {
    let versions = after.versions.filter { version in
      before[version.version].map { $0.fileDigest != version.fileDigest } ?? false
    }.flatMap { after.codeConfigMaps(of: $0.version) }
    let overlays = after.overlays.filter { overlay in
      before.overlays.contains { $0.name == overlay.name && $0.fileDigest != overlay.fileDigest }
    }.map { ReleaseNames.overlayConfigMap(after.workflow, $0.name) }
    return (versions + overlays).map { .rewritten(configMap: $0) }
  }

  /// Whether the pods that one version has less are those that the other one has more, as a canary and the live version
  /// share them; or those that it has more are not so many together.
  static func isMadeUpFor(_ risk: Risk, from before: Release?, to after: Release?) -> Bool {
    guard let before, let after, before.canary != nil || after.canary != nil else { return false }
    let (object, isMore): (String, Bool)
    switch risk {
    case .fewerReplicas(let id, _, _): (object, isMore) = (id, false)
    case .moreReplicas(let id, _, _): (object, isMore) = (id, true)
    default: return false
    }
    let names = [after.workflow, ReleaseNames.canary(of: after.workflow)]
    guard names.contains(where: { object == "deployment/\($0)" }) else { return false }
    guard let old = pods(before), let new = pods(after) else { return false }
    return isMore ? !ObjectRisks.isMany(old, new) : old <= new
  }

  private static func image(_ before: Release, _ after: Release) -> [Risk] {
    before.image == after.image ? [] : floating(after)
  }

  static func floating(_ release: Release) -> [Risk] {
    ImageReference(release.image)?.digest == nil ? [.floatingImage(release.image)] : []
  }

  /// Versions that are new in the tree, and near or above a limit of the API server.
  static func limits(_ workflow: RetainedWorkflow, added: [VersionNumber]) throws -> [Risk] {
    var risks: [Risk] = []
    for version in added {
      let name = ReleaseNames.codeConfigMap(workflow.release.workflow, version)
      let parts = try workflow.foundSource(of: version).parts
      // Those of a version that has several are filled to the limit.
      if parts.count == 1, parts[0].byteCount * 100 >= CodePart.maximumBytes * nearPercent {
        risks.append(.nearLimit(configMap: name, .content, bytes: parts[0].byteCount))
      }
      let objects = try workflow.build([ReleaseNames.versionFile(version)])
      let largest = objects.map { ($0.name, bytes: AnnotationSize.afterApply($0.content)) }
        .max { $0.bytes < $1.bytes }
      // As with content, what is so for each of many is reported once, by `moreConfigMaps`.
      let isOneOfMany = parts.count > 1 && (before(version, workflow.release)?.parts ?? 1) > 1
      if !isOneOfMany, let (name, annotations) = largest,
        annotations * 100 >= AnnotationLimit.bytes * nearPercent
      {
        risks.append(.nearLimit(configMap: name, .annotations, bytes: annotations))
      }
      risks += moreConfigMaps(workflow.release, version)
    }
    return risks
  }

  private static func moreConfigMaps(_ release: Release, _ version: VersionNumber) -> [Risk] {
    let names = release.codeConfigMaps(of: version)
    guard let before = before(version, release), before.parts < names.count else { return [] }
    return [.moreConfigMaps(names, before: before.parts)]
  }

  private static func before(_ version: VersionNumber, _ release: Release) -> RetainedVersion? {
    release.versions.last { $0.version < version }
  }
}

extension Risk.Limit {
  package var bytes: Int {
    switch self {
    case .content: CodePart.maximumBytes
    case .annotations: AnnotationLimit.bytes
    }
  }
}
