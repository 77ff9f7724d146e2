package import Diagnostics
package import WorkflowModel
import YAML

/// What a workflow asks for beside the secrets that are there, without a value of them.
package struct SecretComparison: Sendable {
  package enum State: String, Sendable {
    case present
    case missing
    /// Not there, and the workflow runs without.
    case absent
    /// There, and nothing is found that asks for it.
    case unused
  }

  package struct Row: Sendable {
    package let service: String
    /// Nil for the service as a whole.
    package let key: String?
    package let state: State
    /// The source that gives it.
    package let origin: String?
    package let demands: [SecretDemand]
  }

  /// Sorted by service and key.
  package let rows: [Row]
  /// What cannot be known, and what is wrong with a contract.
  package let findings: [Finding]

  /// - Parameters:
  ///   - source: of the workflow.
  ///   - place: makes the path of a file, for people, of its path in the source.
  ///   - fillings: what each environment makes of the secrets of dependencies.
  package init(
    _ source: WorkflowSource, place: (String) -> String, fillings: [SecretFilling] = [],
    reading: SecretSources.Reading
  ) {
    let demands = SecretDemands(source, place: place, fillings: fillings)
    self.init(demands, reading)
  }

  init(_ demands: SecretDemands, _ reading: SecretSources.Reading) {
    var groups: [SecretName: [SecretDemand]] = [:]
    for demand in demands.demands {
      groups[SecretName(demand.service, demand.key), default: []].append(demand)
    }
    for (service, keys) in reading.secrets.services where groups[SecretName(service, nil)] == nil {
      guard case .mapping(let keys) = keys else { continue }
      for (key, _) in keys where groups[SecretName(service, key)] == nil {
        groups[SecretName(service, key)] = []
      }
      if keys.isEmpty { groups[SecretName(service, nil)] = [] }
    }
    rows = groups.keys.sorted().map { name in
      let asked = groups[name] ?? []
      return Row(
        service: name.service, key: name.key, state: Self.state(name, asked, reading.secrets),
        origin: reading.secrets.holds(name) ? reading.origins[ByteKey(name.service)] : nil, demands: asked)
    }
    findings = demands.findings
  }

  package var isComplete: Bool { !rows.contains { $0.state == .missing } }

  private static func state(_ name: SecretName, _ asked: [SecretDemand], _ secrets: Secrets) -> State {
    if secrets.holds(name) { return asked.isEmpty ? .unused : .present }
    return asked.contains { $0.kind == .required } ? .missing : asked.isEmpty ? .unused : .absent
  }
}

extension SecretDemands {
  /// What workflow.yaml, as environments fill it, and the code ask for.
  package init(_ source: WorkflowSource, place: (String) -> String, fillings: [SecretFilling] = []) {
    self.init()
    for file in source.ownFiles {
      if file.path == WorkflowSource.workflowFile {
        demands += fillings.filled(ContractSecrets.demands(file, path: place(file.path)))
      } else if ModuleKind(file.path).isCode {
        add(SecretUses.demands(file, path: place(file.path)))
      }
    }
  }
}

extension Secrets {
  /// An empty text is not a secret.
  fileprivate func holds(_ name: SecretName) -> Bool {
    guard let service = services[name.service] else { return false }
    guard let key = name.key else { return true }
    guard let value = service[key] else { return false }
    return value != .null && value != .string("")
  }
}
