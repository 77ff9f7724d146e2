import ArgumentParser
import Comparison
import Files
import Tree
import YAML

/// A workflow's objects beside those of a cluster.
struct ClusterStatus: Sendable {
  let rows: [ObjectRow]
  /// Objects with tntc's labels that are not in the tree.
  let extra: [String]
  /// What to do about a Deployment with a selector that is not the tree's and cannot be changed.
  let takeover: Takeover?
  /// How it runs, whether it is as the tree says or not.
  let health: WorkflowHealth
  /// Kinds of which nothing is known, for people.
  let unknown: [String]
  let forbidden: [ClusterAnswer.Forbidden]
  /// What kubectl says of a cluster that did not answer, so that nothing of it is known.
  let silence: FileError?

  /// What follows, in words.
  let notes: StandingNotes

  /// - Parameter context: of kubectl, where one is named.
  init(_ subject: ClusterSurvey.Subject, context: String?, cluster: ClusterObjects) {
    silence = nil
    let (workflow, built, namespace) = (subject.workflow, subject.built, subject.namespace)
    let ours = cluster.labelled(workflow, in: namespace)
    rows = built.map { object in
      let identity = ClusterObjects.identity(object.content)
      let found = cluster.first(identity, in: namespace)
      return ObjectRow(
        object: identity, standing: ClusterComparison.standing(of: object.content, in: found),
        isUnseen: cluster.forbidden.contains { $0.kind == object.kind })
    }
    let known = Set(rows.map(\.object))
    extra = ours.filter { LeftOvers.isOne($0) && !known.contains(ClusterObjects.identity($0)) }
      .map(ClusterObjects.identity).sorted()
    func inTree(_ kind: String) -> Value? { built.first { $0.kind == kind && $0.name == workflow }?.content }
    let unlabelled = rows.compactMap { cluster.first($0.object, in: namespace) }.filter {
      ClusterObjects.label($0, "app.kubernetes.io/name") != workflow
    }
    takeover = inTree("Deployment").flatMap {
      Takeover(of: $0, service: inTree("Service"), in: ours + unlabelled)
    }
    notes = StandingNotes(
      rows: rows, takeover: takeover, context: context, folder: subject.folder,
      hasNamespace: namespace != nil)
    (unknown, forbidden) = (cluster.unknown, cluster.forbidden)
    health = WorkflowHealth(
      ours + unlabelled, tree: built.map(\.content), faults: Self.faults(in: rows))
  }

  /// One of which nothing is known.
  init(_ subject: ClusterSurvey.Subject, context: String?, silence: FileError) {
    self.silence = silence
    rows = subject.built.map {
      ObjectRow(object: ClusterObjects.identity($0.content), standing: .missing, isUnseen: true)
    }
    (extra, takeover, unknown, forbidden) = ([], nil, [], [])
    notes = StandingNotes(
      rows: rows, takeover: nil, context: context, folder: subject.folder,
      hasNamespace: subject.namespace != nil)
    health = WorkflowHealth([], tree: [], faults: [:])
  }

  /// As far as this user may see.
  var isInSync: Bool {
    silence == nil && extra.isEmpty && rows.allSatisfy { $0.state == .inSync || $0.isUnseen }
  }

  /// Whether all of the tree could be seen.
  var isWhole: Bool { !rows.contains(where: \.isUnseen) }

  /// Whether all is as the tree says, and somebody has to look at it nevertheless.
  var needsAttention: Bool { isInSync && health.needsAttention }

  /// Ends a command with the exit code that tells how workflows stand.
  static func end(_ statuses: [ClusterStatus]) throws(ExitCode) {
    if statuses.contains(where: { $0.silence != nil }) { throw Exit.failed }
    if statuses.contains(where: { !$0.isInSync }) { throw Exit.invalid }
    if statuses.contains(where: { !$0.isWhole }) { throw Exit.failed }
    if statuses.contains(where: \.needsAttention) { throw Exit.attention }
  }

  /// ConfigMaps of the tree whose files the cluster does not have, or not so.
  private static func faults(
    in rows: [ObjectRow]
  ) -> [String: EnginePod.ContentFault] {
    var faults: [String: EnginePod.ContentFault] = [:]
    for row in rows where row.object.hasPrefix(configMap) && !row.isUnseen {
      let name = String(row.object.dropFirst(configMap.count))
      switch row.state {
      case .missing: faults[name] = .absent
      case .differs(let fields):
        if fields.contains(where: { $0.path.hasPrefix("data") || $0.path.hasPrefix("binaryData") }) {
          faults[name] = .other
        }
      case .inSync, .leaving: break
      }
    }
    return faults
  }

  private static let configMap = "configmap/"
}
