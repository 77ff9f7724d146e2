package import Diagnostics
package import Settings
package import WorkflowModel
import YAML

/// What network policies of a workflow lack, when it is to have any.
package enum NetworkPolicyCheck {
  /// - Parameters:
  ///   - path: of workflow.yaml, for messages.
  ///   - settings: with the kind that is in force.
  package static func findings(_ workflow: Workflow, _ settings: Settings, path: String) -> [Finding] {
    let reach = settings.reach(of: workflow)
    guard settings.hasNetworkPolicies, reach.hasContract else { return [] }
    var findings = Findings(path: path, rule: .contract)
    var seen: Set<String> = []
    for target in reach.targets {
      switch target.place {
      case .apiServer? where settings.networkPolicy.apiServer.isEmpty:
        findings.error(target.position, apiServer(target))
      case .service?:
        for port in target.ports
        where settings.networkPolicy.podPort(of: target, port, namespace: settings.namespace) == nil {
          let message = servicePort(target, port)
          if seen.insert(message).inserted { findings.notice(target.position, message) }
        }
      default: break
      }
    }
    return findings.all
  }

  private static func apiServer(_ target: NetworkTarget) -> String {
    "`\(target.text)` is the API server, which is not a pod, so that a network policy has to name its addresses; "
      + "`kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes` shows them: write "
      + "`networkPolicy: {apiServer: [\"10.0.0.1/32:6443\"]}` into the settings, or `networkPolicy: off`"
  }

  private static func servicePort(_ target: NetworkTarget, _ port: NetworkPort) -> String {
    let service = target.service ?? ""
    return
      "a network policy sees the port of the pods behind `\(service)`, which is taken to be \(port.number) as that of the Service; "
      + "say so, or another one, in the settings: `networkPolicy: {servicePorts: {\(service): {\(port.number): \(port.number)}}}`"
  }

  /// Why a canary cannot be reached through its Gateway; nil when it can.
  package static func gateway(
    _ workflow: Workflow, _ canary: CanaryTrack, _ settings: Settings, path: String
  ) -> Finding? {
    guard settings.hasNetworkPolicies, case .gateway(let gateway) = canary.route,
      workflow.contract != nil || canary.workflow.contract != nil
    else { return nil }
    let isNamed = settings.networkPolicy.ingressFrom.contains { peer in
      // A Gateway that is no pod, as that of a cloud, has addresses alone, and nobody knows whose they are.
      peer.range != nil || (peer.namespace ?? settings.namespace) == gateway.namespace
    }
    if isNamed { return nil }
    return Finding(
      path: path,
      message:
        "the network policies let nothing in from the namespace `\(gateway.namespace)` of the Gateway "
        + "`\(gateway.name)`; write `networkPolicy: {ingressFrom: [{namespace: \(gateway.namespace)}]}` into the "
        + "settings and render, or `[{cidr: …}]` where it is not a pod, or `networkPolicy: off`",
      rule: .configuration)
  }
}
