import Diagnostics
import YAML

/// Reads `nodes:` and `edges:`.
struct GraphReader {
  let nodes: [WorkflowNode]
  let edges: [Edge]

  private static let nodeKeys = ["path", "description", "capabilities"]

  /// Nil when no node could be read.
  static func read(
    _ scope: FieldScope, _ source: WorkflowSource, _ findings: inout Findings
  ) -> GraphReader? {
    guard let field = scope.required("nodes", &findings) else { return nil }
    guard case .mapping(let members) = field.content else {
      findings.error(
        field.position, "`nodes` is \(field.kind); expected a mapping, like `fetch: {path: nodes/fetch.ts}`")
      return nil
    }
    if members.isEmpty {
      findings.error(field.position, "`nodes` is empty; expected at least one")
      return nil
    }
    let paths = source.files.map(\.path)
    let known = Set(paths.map(ByteKey.init))
    var nodes: [WorkflowNode] = []
    for member in members {
      if let node = node(member, known, paths, &findings) { nodes.append(node) }
    }
    let names = Set(members.map { ByteKey($0.key) })
    let edges = EdgeReader.read(scope, names: names, &findings)
    checkCycles(members.map(\.key), edges, &findings)
    return GraphReader(nodes: nodes, edges: edges.map(\.edge))
  }

  private static func node(
    _ member: Member, _ known: Set<ByteKey>, _ paths: [String], _ findings: inout Findings
  ) -> WorkflowNode? {
    if !NameRules.isNodeName(member.key) {
      findings.error(
        member.keyPosition,
        "`\(member.key)` cannot name a node; expected lower-case letters, digits, `_` and `-`, "
          + "starting with a letter")
    }
    let owner = "node `\(member.key)`"
    guard let scope = FieldScope(member.value, owner: owner, known: nodeKeys, &findings) else { return nil }
    _ = scope.text("description", &findings)
    let network = NetworkReader.read(capabilities: scope.field("capabilities"), &findings)
    guard scope.required("path", &findings) != nil, let (path, position) = scope.text("path", &findings)
    else { return nil }
    let clean = NodePath.normalised(path)
    if let problem = NodePath.problem(with: clean) {
      findings.error(position, problem)
    } else if !known.contains(ByteKey(clean)) {
      let hint = findings.hint(for: clean, in: paths).map { "; did you mean `\($0)`?" } ?? ""
      findings.error(position, "there is no file `\(clean)` in the workflow directory\(hint)")
    }
    return WorkflowNode(name: member.key, path: clean, network: network)
  }

  private static func checkCycles(
    _ names: [String], _ edges: [PlacedEdge], _ findings: inout Findings
  ) {
    let graph = Graph(nodes: names, edges: edges.map { ($0.edge.from, $0.edge.to) })
    let positions = Dictionary(edges.map { ($0.edge, $0.position) }) { first, _ in first }
    for cycle in graph.cycles() {
      guard let from = cycle.first,
        let position = positions[Edge(from: from, to: cycle.dropFirst().first ?? from)]
      else { continue }
      findings.error(
        position,
        "the edges form a cycle: \((cycle + [from]).joined(separator: " → ")); remove one of them")
    }
  }
}

/// The rules for `path:` of a node.
private enum NodePath {
  static func normalised(_ path: String) -> String {
    path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }

  static func problem(with path: String) -> String? {
    if path.isEmpty { return "the path is empty; expected one like `nodes/fetch.ts`" }
    if path.hasPrefix("/") {
      return "`\(path)` is an absolute path; expected one relative to the workflow directory"
    }
    let components = path.split(separator: "/", omittingEmptySubsequences: false)
    if components.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
      return "`\(path)` is not a plain path inside the workflow directory; "
        + "write it without `.`, `..` and empty components"
    }
    if components.first.map(String.init) != WorkflowSource.nodesFolder {
      return "`\(path)` is not below `nodes/`, where the code of a version lives; move the file there"
    }
    if SourceRules.isExcluded(path: path) {
      return "`\(path)` is not part of a version: dotfiles and tests are left out; move the file"
    }
    if !ModuleKind(path).mayBeNode {
      return "`\(path)` is no module; expected one of TypeScript or JavaScript, like `nodes/fetch.ts`"
    }
    return nil
  }
}
