package import Diagnostics
package import WorkflowModel
import YAML

/// Where the settings of an environment name other secrets of dependencies than the contract does.
package struct SecretFilling: Sendable {
  package struct Change: Sendable {
    let dependency: String
    /// Nil when it is taken back.
    let secret: SecretName?
    let path: String
    let position: Position

    package init(_ dependency: String, _ secret: SecretName?, path: String, position: Position) {
      (self.dependency, self.secret, self.path, self.position) = (dependency, secret, path, position)
    }
  }

  let environment: String
  let changes: [Change]

  /// - Parameter environment: an empty text for the only one.
  package init(environment: String, _ changes: [Change]) {
    (self.environment, self.changes) = (environment, changes)
  }
}

extension [SecretFilling] {
  /// All that contract and environments ask for, each once, with its environments where they are not all.
  ///
  /// - Parameter own: what the contract asks for, by the names of dependencies.
  func filled(_ own: [(dependency: String, demand: SecretDemand)]) -> [SecretDemand] {
    let changed = map { Set($0.changes.map { ByteKey($0.dependency) }) }
    var (order, asking): ([SecretDemand], [SecretDemand: [String]]) = ([], [:])
    func add(_ demand: SecretDemand, _ environments: [String]) {
      if asking[demand] == nil { order.append(demand) }
      asking[demand, default: []] += environments
    }
    for (dependency, demand) in own {
      let name = ByteKey(dependency)
      add(demand, zip(self, changed).compactMap { $1.contains(name) ? nil : $0.environment })
    }
    for filling in self {
      for change in filling.changes {
        guard let secret = change.secret else { continue }
        let demand = SecretDemand(
          kind: .required, service: secret.service, key: secret.key, path: change.path,
          position: change.position)
        add(demand, [filling.environment])
      }
    }
    return order.compactMap { demand in
      let environments = asking[demand] ?? []
      if environments.count == count { return demand }
      if environments.isEmpty { return nil }
      var demand = demand
      demand.environments = environments
      return demand
    }
  }
}
