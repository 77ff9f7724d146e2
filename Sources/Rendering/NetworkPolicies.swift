import Settings
import WorkflowModel
import YAML

/// The network policies of a workflow: what its pods may reach, by the contract of the version that they run, and who
/// may reach them. What is not named is closed.
struct NetworkPolicies {
  private let workflow: Workflow
  private let settings: Settings
  private let canary: CanaryTrack?

  init(_ workflow: Workflow, _ settings: Settings, canary: CanaryTrack?) {
    (self.workflow, self.settings, self.canary) = (workflow, settings, canary)
  }

  /// One policy, as templates see it.
  private struct Policy {
    let object: String
    let labels: Value
    let selector: Value
    let ingress: [NetworkRule]
    let egress: [NetworkRule]
    let annotations: Mapping

    var value: Value {
      [
        "object": .string(object), "labels": labels, "annotations": .mapping(annotations),
        "selector": selector, "ingress": .sequence(ingress.map { $0.value("from") }),
        "egress": .sequence(egress.map { $0.value("to") }),
      ]
    }
  }

  /// Empty without a contract, and where the settings or the tree are without policies.
  var context: Value { .sequence(policies.map(\.value)) }

  private var policies: [Policy] {
    guard settings.hasNetworkPolicies else { return [] }
    let name = workflow.name
    let tracks = [
      engine(workflow, name, TemplateContext.selector(name), annotations: settings.annotations),
      canary.flatMap { canary in
        engine(
          canary.workflow, ReleaseNames.canary(of: name),
          TemplateContext.selector(name, track: TemplateContext.canaryTrack),
          annotations: Self.prunedLast.patched(settings.annotations))
      },
    ].compactMap(\.self)
    // What starts runs is the live version's, and stays open as that does.
    return workflow.contract == nil ? tracks : tracks + [trigger]
  }

  /// Pods go before what keeps them in.
  private static let prunedLast: Mapping = [
    "argocd.argoproj.io/sync-options": .string(TemplateContext.syncOptions)
  ]

  private func engine(
    _ workflow: Workflow, _ object: String, _ selector: Value, annotations: Mapping
  ) -> Policy? {
    let reach = settings.reach(of: workflow)
    guard reach.hasContract else { return nil }
    return Policy(
      object: object, labels: TemplateContext.labels(workflow, settings)["other"] ?? [:], selector: selector,
      ingress: [ingress], egress: EgressRules(reach, settings).rules,
      annotations: annotations.patched(EgressAnnotation(reach, beside: annotations).annotations))
  }

  private var ingress: NetworkRule {
    let callers = [pods("trigger")] + settings.networkPolicy.ingressFrom.map(NetworkPeer.init)
    var seen: Set<NetworkPeer> = []
    return NetworkRule(
      peers: callers.filter { seen.insert($0).inserted }, ports: [NetworkPort(EngineContract.port)])
  }

  /// The pods of CronJobs, and of the Job that `tntc run` prints: they call the engine, whichever track it is of.
  private var trigger: Policy {
    var rules = NetworkRuleList()
    rules.addDNS(settings.networkPolicy.dns)
    rules.add(.pods, [pods("engine")], ports: [NetworkPort(EngineContract.port)])
    return Policy(
      object: ReleaseNames.trigger(of: workflow.name),
      labels: TemplateContext.labels(workflow, settings)["triggerPod"] ?? [:],
      selector: .mapping(TemplateContext.identity(workflow.name, component: "trigger")),
      ingress: [], egress: rules.rules, annotations: settings.annotations)
  }

  private func pods(_ component: String) -> NetworkPeer {
    .pods(
      namespace: nil,
      TemplateContext.identity(workflow.name, component: component).compactMap { key, value in
        value.text.map { NetworkPolicySettings.Peer.Label(key, $0) }
      })
  }
}

extension Settings {
  var hasNetworkPolicies: Bool { networkPolicy.kind == .kubernetes }
}

extension Mapping {
  fileprivate func patched(_ others: Mapping) -> Mapping {
    var patched = self
    patched.patch(with: others)
    return patched
  }
}
