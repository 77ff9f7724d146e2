import Releases
import Rendering
import Tree
import WorkflowModel
import YAML

/// Risks of network policies that come, go or change.
struct PolicyRisks {
  private let before: Release?
  private let after: Release?
  /// Whether there were any before, except for those of a canary alone: policies add up, and beside those one more lets
  /// more through.
  private var isIsolated: Bool { !isolating.isEmpty }
  /// Those policies, by the names of the objects.
  private let isolating: [String]

  /// - Parameter known: the manifests of before.
  init(from before: Release?, to after: Release?, known: [Value]) {
    (self.before, self.after) = (before, after)
    let workflow = (after ?? before)?.workflow
    isolating = known.compactMap { object in
      guard let kind = object["kind"]?.text, Self.isPolicy(kind), !Self.isOfCanary(object, workflow) else {
        return nil
      }
      return "\(kind.lowercased())/\(object["metadata"]?["name"]?.text ?? "")"
    }
  }

  private static func isPolicy(_ kind: String) -> Bool { kind.hasSuffix("NetworkPolicy") }

  /// - Parameter hasNews: whether fields of its content change, beside what follows from a version.
  func find(in object: ObjectChange, hasNews: Bool) -> [Risk] {
    guard Self.isPolicy(object.kind), object.role == .manifest, !comesWithCanary(object) else { return [] }
    switch object.action {
    case .added: return isIsolated ? [.networkPolicy(object: object.id)] : []
    case .removed: return [.networkPolicy(object: object.id)]
    case .changed: return hasNews ? directions(object) + [.networkPolicy(object: object.id)] : []
    }
  }

  /// A direction, to pods or from them, that a policy begins to hold, or holds no longer.
  private func directions(_ object: ObjectChange) -> [Risk] {
    let (old, new) = (Self.directions(object.before), Self.directions(object.after))
    return (new.isSubset(of: old) ? [] : [.networkClosed(objects: [object.id], targets: nil)])
      + (old.isSubset(of: new) ? [] : [.networkOpened(objects: [object.id])])
  }

  /// What a policy holds where it does not say so (Kubernetes API, `NetworkPolicySpec.policyTypes`); of another kind
  /// nobody knows.
  private static func directions(_ policy: Value?) -> Set<String> {
    guard policy?["kind"] == "NetworkPolicy", let spec = policy?["spec"] else { return [] }
    if case .sequence(let types)? = spec["policyTypes"] { return Set(types.compactMap(\.text)) }
    return spec["egress"] == nil ? ["Ingress"] : ["Ingress", "Egress"]
  }

  /// The policies that isolated pods which run on, where all of them go; nil where some stay or others come.
  func opened(_ objects: [ObjectChange]) -> Risk? {
    guard before?.live != nil, after?.live != nil, isIsolated else { return nil }
    let policies = objects.filter { Self.isPolicy($0.kind) && $0.role == .manifest }
    let removed = policies.filter { $0.action == .removed && !comesWithCanary($0) }.map(\.id)
    let isOpen = isolating.allSatisfy { name in removed.contains(where: name.hasSameBytes) }
    return isOpen && !policies.contains { $0.action == .added && !comesWithCanary($0) }
      ? .networkOpened(objects: removed) : nil
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
