import Diagnostics
import YAML

/// `contract:`, an open block of which hosts and ports are read.
enum ContractKeys {
  static let row = KeyRow<WorkflowKeys.Draft>.mapping(
    "contract", "What the nodes need from outside, like `dependencies`.", about: .deployment,
    schema: ["properties": .mapping(table.properties)]
  ) { _, element, draft, findings in
    guard let scope = FieldScope(open: element, owner: "`contract`") else { return }
    table.read(scope, into: &draft, &findings)
  }

  private static let table = KeyTable<WorkflowKeys.Draft>([
    .value(
      "dependencies",
      "Services by name; when no node names hosts, these are the ones that nodes may reach.",
      about: .contract, schema: ["additionalProperties": DependencyKeys.schema]
    ) { element, draft, findings in
      guard case .mapping(let members) = element.content else { return }
      for member in members {
        if let host = DependencyKeys.host(member.value, &findings) { draft.dependencies.append(host) }
      }
    }
  ])
}

/// The keys of a dependency that are read.
private enum DependencyKeys {
  private struct Draft {
    /// What it is depends on the port.
    var host: Element?
    var port: Int?
    var isWrong = false
  }

  private static let table = KeyTable<Draft>([
    .value("host", nil, type: "string", schema: NetworkHost.form.schema()) { element, draft, _ in
      draft.host = element
    },
    .integer("port", nil, in: 1...65_535) { number, draft in
      draft.port = number
      draft.isWrong = number == nil
    }.warningOfHazards,
  ])

  static var schema: Value {
    [
      "properties": .mapping(table.properties),
      "if": ["required": ["port"], "properties": ["port": ["type": "integer"]]],
      "then": ["properties": ["host": .mapping(NetworkHost.formWithoutPort.schema())]],
    ]
  }

  static func host(_ dependency: Element, _ findings: inout Findings) -> NetworkHost? {
    guard let scope = FieldScope(open: dependency, owner: "a dependency") else { return nil }
    var draft = Draft()
    table.read(scope, into: &draft, &findings)
    guard !draft.isWrong, let field = draft.host else { return nil }
    guard let host = NetworkHost(field) else {
      findings.error(field.position, "`host` is not a host; \(NetworkHost.expected)")
      return nil
    }
    guard let port = draft.port else { return host }
    guard let exact = host.with(port: port) else {
      findings.error(field.position, "beside a `port`, `host` has to be one host without a port of its own")
      return nil
    }
    return exact
  }
}

extension NetworkHost {
  /// Text alone: `1.2` without quotes is a number.
  init?(_ element: Element) {
    guard case .scalar(let scalar) = element.content, case .string(let text) = scalar.resolved else {
      return nil
    }
    self.init(text)
  }
}
