import Diagnostics
import YAML

/// `contract:`, a block of which `version`, `dependencies` and `networkPolicy` are read; other keys are kept.
enum ContractKeys {
  static let version = "1"

  private struct Draft {
    var dependencies: [Dependency] = []
    var additionalEgress: [AdditionalEgress] = []
  }

  static let row = KeyRow<WorkflowKeys.Draft>.mapping(
    "contract", "What the nodes need from outside; they can reach nothing else.", about: .contract,
    schema: ["properties": .mapping(table.properties)]
  ) { members, element, draft, findings in
    guard let scope = FieldScope(open: element, owner: "`contract`") else { return }
    table.tellOfOthers(in: members, of: "`contract`", &findings)
    var contract = Draft()
    table.read(scope, into: &contract, &findings)
    let read = Contract(dependencies: contract.dependencies, additionalEgress: contract.additionalEgress)
    draft.contract = read
    let size = read.targets.reduce(0) { $0 + $1.listSize }
    if size > Contract.mostListSize {
      findings.error(
        element.position,
        "the list of all hosts and ranges with their ports has \(size) bytes; the limit for Deno is "
          + "\(Contract.mostListSize): name fewer ports, ranges without ports, or wider ranges")
    }
  }

  private static let table = KeyTable<Draft>([
    .value(
      "version", "The version of the contract format, \"\(version)\".", about: .contract,
      schema: ["enum": [.string(version), 1, .null]]
    ) { element, _, findings in
      guard let text = element.text(of: "version", expected: "\"\(version)\"", &findings) else { return }
      if text != version {
        findings.error(element.position, "`version` of `contract` is `\(text)`; expected \"\(version)\"")
      }
    },
    .mapping(
      "dependencies", "Services by name, which nodes get as `ctx.dependency(name)`.", about: .contract,
      expected: "a mapping, like `github: {protocol: https, host: api.github.com}`",
      schema: [
        "propertyNames": .mapping(NameRules.dependency.schema()),
        "additionalProperties": DependencyKeys.schema,
      ]
    ) { members, _, draft, findings in
      for member in members {
        _ = NameRules.dependency.written(member.key, member.keyPosition, &findings)
        if let dependency = DependencyKeys.read(member, &findings) { draft.dependencies.append(dependency) }
      }
    },
    .mapping(
      "networkPolicy", "What pods may reach in addition to the dependencies.", about: .contract,
      schema: ["additionalProperties": false, "properties": .mapping(EgressKeys.table.properties)]
    ) { _, element, draft, findings in
      _ = EgressKeys.table.read(element, owner: "`networkPolicy`", into: &draft.additionalEgress, &findings)
    },
  ])
}

/// `contract.networkPolicy.additionalEgress`.
private enum EgressKeys {
  private struct Draft {
    var range: IPRange?
    var ports: [NetworkPort] = []
    var reason: String?
  }

  static let table = KeyTable<[AdditionalEgress]>([
    .list(
      "additionalEgress", "Addresses that pods may reach.",
      expected: "a list, like `- {toCIDR: 10.0.0.0/8, ports: [\"443/TCP\"]}`",
      schema: ["items": item.schema(nil)]
    ) { items, _, egress, findings in
      for element in items {
        var draft = Draft()
        guard item.read(element, owner: "an item of `additionalEgress`", into: &draft, &findings),
          let range = draft.range
        else { continue }
        egress.append(
          AdditionalEgress(
            range: range, ports: draft.ports, reason: draft.reason, position: element.position))
      }
    }
  ])

  private static let item = KeyTable<Draft>([
    .text("toCIDR", "A range of addresses, like `10.0.0.0/8`.", .required, form: IPRange.form) {
      written, draft, findings in
      draft.range = written.product
      guard let range = written.product, range.isIPv6, !range.isAddress else { return }
      findings.notice(
        written.position,
        "network policies allow `\(range.text)`, but Deno knows no IPv6 ranges: nodes reach only the single "
          + "addresses there, and the `host` of a dependency")
    },
    PortsRow.row("ports", "Ports like `443/TCP`; without any, every port.") { $1.ports = $0 ?? [] },
    .manifestNote("reason", "Why; it becomes an annotation of the policy.") { $1.reason = $0 },
  ])
}

/// A list of ports.
enum PortsRow {
  /// - Parameter keep: is given nil for a list in which something is wrong, which was reported.
  static func row<Draft>(
    _ key: String, _ documentation: String?, keep: @escaping @Sendable ([NetworkPort]?, inout Draft) -> Void
  ) -> KeyRow<Draft> {
    .value(
      key, documentation, type: "array",
      schema: ["items": .mapping(Mapping([("type", ["integer", "string"])] + NetworkPort.form.schema()))]
    ) { element, draft, findings in
      guard case .sequence(let items) = element.content else {
        findings.error(element.position, "`\(key)` is \(element.kind); expected a list, like `[\"443/TCP\"]`")
        return
      }
      let ports = items.compactMap { item -> NetworkPort? in
        guard let text = item.text(of: "an item of \(key)", expected: "a port like `443/TCP`", &findings)
        else { return nil }
        return NetworkPort.form.written(text, item.position, &findings).product
      }
      keep(ports.count == items.count ? ports : nil, &draft)
    }
  }
}

extension IPRange {
  package static let form = TextForm(["pattern": "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$"]) {
    text throws(InvalidText) in
    guard let range = IPRange(text) else {
      throw InvalidText(reason: "`\(text)` is not a range of addresses; expected one like `10.0.0.0/8`")
    }
    return range
  }
}
