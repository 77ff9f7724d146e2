package import Diagnostics
package import YAML

/// The environment's values for dependencies, by name: a setting, and the file that the engine reads.
package enum DependencyFilling {
  /// Reads entries that are laid over those of `contract.dependencies`.
  ///
  /// Null in the place of an entry has no effect; null inside of one removes a value of workflow.yaml.
  ///
  /// - Returns: nil when it is not a mapping, which was reported.
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

extension Workflow {
  /// Why the environment's values for a dependency reach no node; nil when they do.
  package func problem(withFilling dependency: String) -> String? {
    if let known = contract?.dependencies.first(where: { $0.name.hasSameBytes(as: dependency) }) {
      return known.isPackage
        ? "`\(dependency)` of workflow `\(name)` is a package, which is part of its version; change it in workflow.yaml"
        : nil
    }
    let names = contract?.dependencies.map(\.name) ?? []
    let hint = Suggestion.nearest(to: dependency, in: names).map { "; did you mean `\($0)`?" }
    return "the contract of workflow `\(name)` names no dependency `\(dependency)`"
      + (hint ?? Self.listed(names))
  }

  /// No message lists more.
  private static let mostNames = 20

  private static func listed(_ names: [String]) -> String {
    if names.isEmpty { return "; it has no dependencies" }
    let rest = names.count - mostNames
    return "; it names " + names.prefix(mostNames).map { "`\($0)`" }.joined(separator: ", ")
      + (rest > 0 ? " and \(rest) more" : "")
  }
}

extension Contract {
  /// Dependencies with missing values.
  package var incomplete: [Dependency] { dependencies.filter { !$0.missing.isEmpty } }
}

extension Dependency {
  /// The problem that nodes cannot use it, as values are missing.
  ///
  /// - Parameters:
  ///   - path: of workflow.yaml.
  ///   - advice: where to say it, after what is missing.
  ///   - place: puts what is missing where it is to be written.
  package func incomplete(path: String, advice: String, place: (Mapping) -> Value) -> Finding {
    var finding = Finding(
      path: path, position: position, message: DependencyKeys.message(missing, self) + advice, rule: .contract
    )
    finding.snippet = (try? Emitter.emit([place(example)])).map { String(decoding: $0, as: UTF8.self) }
    return finding
  }

  /// What is missing, with texts to be replaced, which none of the checks takes for a host, a port or addresses.
  private var example: Mapping {
    Mapping(
      missing.map { key in
        switch key {
        case "dynPorts": (key, ["443/TCP"])
        default: (key, .string("<\(key)>"))
        }
      })
  }
}
