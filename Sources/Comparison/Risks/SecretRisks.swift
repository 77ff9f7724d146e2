import Releases
import Tree
import WorkflowModel
import WorkflowSecrets
import YAML

extension WorkflowComparison {
  /// The Secret of the nodes, where everything else moves to another namespace.
  package func secretRisks() throws -> [Risk] {
    guard let before, let after, let live = after.release.live, let move = try namespaceMove() else {
      return []
    }
    let objects = try after.build(after.manifests)
    // What is in the tree comes along.
    if objects.contains(where: { $0.kind.hasSuffix("Secret") }) { return [] }
    let (old, new) = (Self.secrets(try before.build(before.manifests)), Self.secrets(objects))
    let mounted = new.filter(old.contains)
    guard !mounted.isEmpty, try needsSecrets(of: after, live) else { return [] }
    return mounted.map { .secretStays(object: "secret/\($0)", from: move.from, to: move.to) }
  }

  private static func secrets(_ objects: [BuiltObject]) -> [String] {
    var names: [String] = []
    for pod in objects.flatMap({ PodTemplate.all(in: $0.content) }) {
      for volume in FieldList(pod.spec["volumes"], "volumes").mappings {
        guard let name = volume.item["secret"]?["secretName"]?.text, !names.contains(name) else { continue }
        names.append(name)
      }
    }
    return names
  }

  /// Every pod mounts the Secret if it is there; whether a node asks for one, code and contract tell.
  private func needsSecrets(of workflow: RetainedWorkflow, _ live: VersionNumber) throws -> Bool {
    guard let model = try workflow.live() else { return false }
    let needs = SecretNeeds(
      try workflow.foundSource(of: live), nodes: model.nodes, contract: model.contract,
      filled: model.contract?.filled(with: try workflow.filling())
    ) { $0 }
    return model.nodes.contains { needs.need(of: $0.name) != .services([]) }
  }
}
