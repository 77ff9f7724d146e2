import Diagnostics
import YAML

/// The nodes of `nodes:` as far as they could be read, and the edges between them.
struct WorkflowGraph {
  /// Also of those that could not be read.
  let names: [String]
  var nodes: [WorkflowNode]
  /// `capabilities.net` of nodes where it is text.
  let texts: [ByteKey: WrittenText<NetworkHost>]
  var edges: [Edge] = []
}

/// `nodes:`, and the keys of a node.
enum NodeKeys {
  fileprivate struct Draft {
    let files: Set<ByteKey>
    let paths: [String]
    var path: String?
    var network: [NetworkHost]?
    var networkText: WrittenText<NetworkHost>?
  }

  static let row = KeyRow<WorkflowKeys.Draft>.mapping(
    "nodes", "The nodes of the graph by name; at least one.", .required, about: .graph,
    expected: "a mapping, like `fetch: {path: nodes/fetch.ts}`",
    schema: [
      "minProperties": 1, "propertyNames": .mapping(NameRules.node.schema()),
      "additionalProperties": table.schema(
        "A node: a TypeScript module whose default export is called with a context and an input."),
    ]
  ) { members, element, draft, findings in
    if members.isEmpty {
      findings.error(element.position, "`nodes` is empty; expected at least one")
    } else {
      draft.graph = read(members, draft.source.files.map(\.path), &findings)
    }
  }

  private static let table = KeyTable<Draft>([
    .text(
      "path", "The module, relative to the workflow directory and below `nodes/`.", .required,
      form: NodePath.form
    ) { written, draft, findings in
      let path = NodePath.normalised(written.text)
      draft.path = path
      if written.product != nil, !draft.files.contains(ByteKey(path)) {
        let hint = findings.hint(for: path, in: draft.paths).map { "; did you mean `\($0)`?" } ?? ""
        findings.error(written.position, "there is no file `\(path)` in the workflow directory\(hint)")
      }
    },
    .note("description", "What the node does.") { _, _ in },
    .value(
      "capabilities", "What the node may do. When any node names hosts, each may reach only its own.",
      type: "object", schema: ["properties": .mapping(CapabilityKeys.table.properties)]
    ) { element, draft, findings in
      CapabilityKeys.read(element, into: &draft, &findings)
    },
  ])

  private static func read(
    _ members: [Member], _ paths: [String], _ findings: inout Findings
  ) -> WorkflowGraph {
    let empty = Draft(files: Set(paths.map(ByteKey.init)), paths: paths)
    var nodes: [WorkflowNode] = []
    var texts: [ByteKey: WrittenText<NetworkHost>] = [:]
    for member in members {
      _ = NameRules.node.written(member.key, member.keyPosition, &findings)
      var draft = empty
      guard table.read(member.value, owner: "node `\(member.key)`", into: &draft, &findings),
        let path = draft.path
      else { continue }
      texts[ByteKey(member.key)] = draft.networkText
      nodes.append(
        WorkflowNode(name: member.key, path: path, position: member.keyPosition, network: draft.network))
    }
    return WorkflowGraph(names: members.map(\.key), nodes: nodes, texts: texts)
  }
}

/// The keys of `capabilities:` of a node. Only a list of hosts has an effect; the rest is left over from older formats.
private enum CapabilityKeys {
  struct Draft {
    var network: [NetworkHost]?
    var networkText: WrittenText<NetworkHost>?
  }

  static let table = KeyTable<Draft>([
    .value(
      "net", "Hosts that the node may reach: `host`, `host:port`, `*.example.com`, or `*`.",
      schema: [
        "type": ["array", "string", "number", "boolean", "null"],
        "items": .mapping(Mapping([("type", "string")] + NetworkHost.form.schema())),
      ]
    ) { element, draft, findings in
      switch element.content {
      case .sequence(let items):
        draft.network = items.compactMap { item in
          if let host = NetworkHost(item) { return host }
          findings.error(item.position, "this is not a host; \(NetworkHost.expected)")
          return nil
        }
      case .scalar(let scalar):
        draft.networkText = WrittenText(
          text: scalar.text, position: element.position, product: NetworkHost(scalar.text))
      case .mapping:
        findings.error(
          element.position, "`net` is a mapping; expected a list of hosts, like `[api.example.com]`")
      }
    }
  ])

  static func read(_ element: Element, into draft: inout NodeKeys.Draft, _ findings: inout Findings) {
    guard case .mapping(let members) = element.content,
      let scope = FieldScope(open: element, owner: "`capabilities`")
    else {
      findings.error(
        element.position,
        "`capabilities` is \(element.kind); expected a mapping, like `net: [api.example.com]`")
      return
    }
    for member in members where !table.keys.contains(where: { $0.hasSameBytes(as: member.key) }) {
      let hint = findings.hint(for: member.key, in: table.keys).map { "; did you mean `\($0)`?" } ?? ""
      findings.notice(member.keyPosition, "`\(member.key)` of `capabilities` has no effect\(hint)")
    }
    var own = Draft()
    table.read(scope, into: &own, &findings)
    (draft.network, draft.networkText) = (own.network, own.networkText)
  }
}

extension WorkflowGraph {
  /// A text in the place of a list of hosts: beside a contract, which decides, it has no effect.
  mutating func settleTexts(beside contract: Contract?, _ findings: inout Findings) {
    for (index, node) in nodes.enumerated() {
      guard let text = texts[ByteKey(node.name)] else { continue }
      if contract != nil {
        findings.notice(
          text.position, "`net` as text has no effect, as the contract decides what nodes reach; remove it")
      } else if let host = text.product {
        nodes[index].network = [host]
        findings.notice(text.position, "`net` is text, read as a list with one host, `[\(host.text)]`")
      } else {
        findings.error(
          text.position, "`net` is text; expected a list of hosts, like `[api.example.com]`")
      }
    }
  }
}

/// The rules for `path:` of a node.
package enum NodePath {
  /// The pattern leaves endings to Swift, and Swift leaves characters to the files that there are.
  package static let form = TextForm(
    [
      "pattern": "^(\\./)?nodes(/[-_a-zA-Z0-9][-._a-zA-Z0-9]*)+$",
      "not": ["pattern": "(_test|\\.test)\\.ts$|/(__tests__|tests)/"],
    ]
  ) { problem(with: normalised($0)) }

  private static let nodesPrefix = "\(WorkflowSource.nodesFolder)/"

  static func normalised(_ path: String) -> String {
    path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }

  private static func problem(with path: String) -> String? {
    if path.isEmpty { return "the path is empty; expected one like `nodes/fetch.ts`" }
    if path.hasPrefix("/") {
      return "`\(path)` is an absolute path; expected one relative to the workflow directory"
    }
    if !ConfigMapKey.isInside(path) {
      return "`\(path)` is not a normal path inside the workflow directory; write it without `.`, `..` "
        + "and empty "
        + "components"
    }
    if !path.hasPrefixBytes(nodesPrefix), !path.hasSameBytes(as: WorkflowSource.nodesFolder) {
      return "`\(path)` is not below `nodes/`, where the code of a version lives; move the file there"
    }
    if SourceRules.isExcluded(path: path) {
      return "`\(path)` is not part of a version: dotfiles and tests are left out; move the file"
    }
    if !ModuleKind(path).mayBeNode {
      return "`\(path)` is not a module; expected TypeScript or JavaScript, like `nodes/fetch.ts`"
    }
    return nil
  }
}
