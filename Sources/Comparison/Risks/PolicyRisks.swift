import Releases
import Rendering
import Tree
import WorkflowModel
import YAML

/// Risks of network policies that come, go or change.
struct PolicyRisks {
  private let before: Release?
  private let after: Release?
  /// Whether there were any before, but for those of a canary alone: policies add up, and beside those one more lets
  /// more through.
  private let isIsolated: Bool

  /// - Parameter known: the manifests of before.
  init(from before: Release?, to after: Release?, known: [Value]) {
    (self.before, self.after) = (before, after)
    let workflow = (after ?? before)?.workflow
    isIsolated = known.contains {
      $0["kind"]?.text.map(Self.isPolicy) == true && !Self.isOfCanary($0, workflow)
    }
  }

  private static func isPolicy(_ kind: String) -> Bool { kind.hasSuffix("NetworkPolicy") }

  /// - Parameter hasNews: whether fields of its content change, beside what follows from a version.
  func find(in object: ObjectChange, hasNews: Bool) -> [Risk] {
    guard Self.isPolicy(object.kind), object.role == .manifest, !comesWithCanary(object) else { return [] }
    switch object.action {
    case .added: return isIsolated ? [.networkPolicy(object: object.id)] : []
    case .removed: return [.networkPolicy(object: object.id)]
    case .changed: return hasNews ? [.networkPolicy(object: object.id)] : []
    }
  }

  /// The first policies of pods that run, which nothing held before; nil where there are none.
  ///
  /// - Parameter reach: what the live version may reach, if it says so.
  func first(_ objects: [ObjectChange], reach: () -> NetworkReach?) -> Risk? {
    let added = objects.filter { $0.action == .added && Self.isPolicy($0.kind) && $0.role == .manifest }
    guard before?.live != nil, !isIsolated, added.contains(where: { !comesWithCanary($0) }) else {
      return nil
    }
    let known = reach().flatMap { $0.hasContract ? $0.targets.filter { $0.place != .loopback } : nil }
    return .networkClosed(objects: added.map(\.id), targets: known)
  }

  /// It comes and goes with the pods that it is for.
  private func comesWithCanary(_ object: ObjectChange) -> Bool {
    object.action != .changed && (before?.canary == nil) != (after?.canary == nil)
      && Self.isOfCanary(object.after ?? object.before, (after ?? before)?.workflow)
  }

  private static func isOfCanary(_ policy: Value?, _ workflow: String?) -> Bool {
    guard let policy, let workflow, policy["metadata"]?["name"]?.text == ReleaseNames.canary(of: workflow)
    else { return false }
    let labels = policy["spec"]?["podSelector"]?["matchLabels"]
    return labels?["app.kubernetes.io/name"]?.text == workflow
      && labels?["tentacular.dev/track"] == "canary"
  }
}
