package import Diagnostics
package import YAML

/// What nodes need from outside, as `contract:` of workflow.yaml declares it.
package struct Contract: Sendable {
  /// In the order of the file.
  package let dependencies: [Dependency]
  package let additionalEgress: [AdditionalEgress]

  package init(dependencies: [Dependency], additionalEgress: [AdditionalEgress]) {
    (self.dependencies, self.additionalEgress) = (dependencies, additionalEgress)
  }

  /// With what an environment says of dependencies laid over them, by their names; each a JSON merge patch (RFC 7396).
  package func filled(with values: Mapping) -> Contract {
    if values.isEmpty { return self }
    return Contract(
      dependencies: dependencies.map { dependency in
        // A package is part of the version.
        guard !dependency.isPackage, case .mapping(let own)? = values[dependency.name] else {
          return dependency
        }
        var filled = dependency.values
        filled.patch(with: own)
        return Dependency(name: dependency.name, position: dependency.position, values: filled)
      },
      additionalEgress: additionalEgress)
  }

  /// Of `NetworkTarget.listSize` of all targets: Linux takes 2 MiB for all arguments and the environment of a program
  /// (execve(2), with the usual limit of 8 MiB for a stack), and what an environment says of dependencies comes on top.
  static let mostListSize = 1_000_000

  /// Where it lets nodes connect to.
  var targets: [NetworkTarget] {
    dependencies.flatMap(\.targets)
      + additionalEgress.map {
        NetworkTarget(
          .range($0.range, isByName: false), ports: $0.ports, origin: .additionalEgress(reason: $0.reason),
          position: $0.position)
      }
  }
}

/// An item of `contract.networkPolicy.additionalEgress`.
package struct AdditionalEgress: Sendable {
  package let range: IPRange
  /// Empty for every port.
  package let ports: [NetworkPort]
  package let reason: String?
  package let position: Position
}
