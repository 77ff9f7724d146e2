import Diagnostics
package import YAML

/// What an environment says of dependencies, by their names: a setting, and the file that the engine reads.
package enum DependencyFilling {
  /// Reads entries that are laid over those of `contract.dependencies`.
  ///
  /// Null in the place of an entry says nothing of it; null inside of one takes away what workflow.yaml says.
  ///
  /// - Returns: nil when it is no mapping, which was reported.
  package static func read(_ element: Element, _ findings: inout Findings) -> Mapping? {
    guard case .mapping(let members) = element.content else {
      findings.error(
        element.position,
        "`dependencies` is \(element.kind); expected a mapping, like `tentacular-postgres: {host: db.example.com}`"
      )
      return nil
    }
    findings.warn(ofHazardsIn: element)
    var entries = Mapping()
    for member in members {
      _ = NameRules.dependency.written(member.key, member.keyPosition, &findings)
      if member.value.isNull {
        entries[member.key] = .null
      } else if let values = DependencyKeys.readFilling(member, &findings) {
        entries[member.key] = .mapping(values)
      }
    }
    return entries
  }

  /// The JSON Schema.
  package static func schema(_ documentation: String) -> Value {
    [
      "description": .string(documentation), "type": ["object", "null"],
      "propertyNames": .mapping(NameRules.dependency.schema()),
      "additionalProperties": DependencyKeys.fillingSchema,
    ]
  }
}

extension Contract {
  /// Those of which nobody says all that they need.
  package var incomplete: [Dependency] { dependencies.filter { !$0.missing.isEmpty } }
}

extension Dependency {
  /// What is missing, with texts to be replaced, which none of the checks takes for a host, a port or addresses.
  package var example: Mapping {
    Mapping(
      missing.map { key in
        switch key {
        case "dynPorts": (key, ["443/TCP"])
        default: (key, .string("<\(key)>"))
        }
      })
  }
}
