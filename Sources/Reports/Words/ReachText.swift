package import WorkflowModel

/// What nodes may reach, in words.
package enum ReachText {
  /// `api.example.com:443 (dependency github)`
  package static func explained(_ target: NetworkTarget) -> String {
    let host =
      if case .range(_, isByName: true) = target.peer { "any host at \(target.text)" } else { target.text }
    return "\(host) (\(origin(target.origin)))"
  }

  /// Who says so.
  package static func origin(_ origin: NetworkTarget.Origin) -> String {
    switch origin {
    case .dependency(let name): "dependency \(name)"
    case .additionalEgress(nil): "additionalEgress"
    case .additionalEgress(let reason?): "additionalEgress: \(reason)"
    case .capabilities(let node): "capabilities of \(node)"
    case .sidecar(let name): "sidecar \(name)"
    }
  }
}
