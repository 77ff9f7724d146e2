package import Diagnostics
package import WorkflowModel
import YAML

/// Where the code of a workflow and its contract say different things.
///
/// What a pod would refuse is an error: a dependency that is not declared, a secret that nothing declares, a node whose
/// own list of hosts leaves out a dependency that it uses. A request around `ctx.dependency`, and what is declared and
/// never used, are notices.
package struct ContractDrift {
  private let workflow: Workflow
  private let dependencies: [Dependency]
  private let byName: [ByteKey: Dependency]
  /// Those that are one host each.
  private let byHost: [String: [Dependency]]
  /// Whether notices that name something to mend are errors.
  private let isStrict: Bool
  private let place: (String) -> String
  private let files: [CodeFile]
  private let scripts: ModuleScripts
  /// By the paths of files.
  private var found: [ByteKey: [Finding]] = [:]
  /// Counts the hints that are given.
  private var hints = Findings(path: "")

  /// A module, and what in it uses dependencies and secrets.
  private struct CodeFile {
    let file: SourceFile
    let uses: [DependencyUse]
    let secrets: SecretDemands

    /// The first use of each dependency.
    var firstUses: [(name: String, position: Position)] {
      var seen: Set<ByteKey> = []
      return uses.compactMap { use in
        guard case .named(let name) = use.kind, seen.insert(ByteKey(name)).inserted else { return nil }
        return (name, use.position)
      }
    }
  }

  /// - Parameters:
  ///   - scripts: the modules of the source that were read already.
  ///   - isStrict: Makes errors of the notices, but of those for names that only a run knows.
  ///   - place: makes the path of a file, for people, of its path in the source.
  package static func findings(
    _ workflow: Workflow, _ source: WorkflowSource, _ scripts: ModuleScripts = ModuleScripts(),
    isStrict: Bool = false,
    place: (String) -> String
  ) -> [Finding] {
    withoutActuallyEscaping(place) { place in
      var drift = ContractDrift(workflow, source, scripts, isStrict, place)
      drift.checkCode()
      drift.checkLists(source)
      drift.checkUnused()
      return source.files.flatMap { drift.found[ByteKey($0.path)]?.inOrder(of: $0.bytes) ?? [] }
    }
  }

  private init(
    _ workflow: Workflow, _ source: WorkflowSource, _ scripts: ModuleScripts, _ isStrict: Bool,
    _ place: @escaping (String) -> String
  ) {
    (self.workflow, self.scripts, self.isStrict, self.place) = (workflow, scripts, isStrict, place)
    dependencies = workflow.contract?.dependencies ?? []
    byName = Dictionary(dependencies.map { (ByteKey($0.name), $0) }) { first, _ in first }
    byHost = Dictionary(grouping: dependencies.filter { $0.oneHost != nil }) { $0.oneHost ?? "" }
    // What a package does is not in its user's text; the network policy holds it to what is declared.
    files = source.ownFiles.filter { ModuleKind($0.path).isCode }.map { file in
      let context = ContextCode(scripts.script(of: file))
      return CodeFile(
        file: file, uses: DependencyUses.find(context),
        secrets: SecretUses.demands(context, path: place(file.path)))
    }
  }

  // MARK: - What the code uses

  private mutating func checkCode() {
    let secrets = dependencies.compactMap(\.secret)
    let declared = Dictionary(grouping: secrets) { ByteKey($0.service) }.mapValues(Set.init)
    for code in files {
      var findings = Findings(path: place(code.file.path), rule: .contract)
      for use in code.uses { check(use, &findings) }
      // A contract without any secrets is not meant to declare them.
      for demand in declared.isEmpty ? [] : code.secrets.demands where demand.kind == .required {
        check(demand, declared[ByteKey(demand.service)] ?? [], &findings)
      }
      if !declared.isEmpty, let doubt = code.secrets.findings.first?.position {
        tellDoubt(doubt, &findings)
      }
      found[ByteKey(code.file.path), default: []] += findings.all
    }
  }

  /// Beside a contract that names secrets, nodes get those and what they can be seen to read.
  private func tellDoubt(_ position: Position, _ findings: inout Findings) {
    findings.notice(
      position,
      "the secrets that this code reads are not known before it runs; nodes with this module get those of "
        + "`contract.dependencies`, and those that other code clearly reads")
  }

  private mutating func check(_ use: DependencyUse, _ findings: inout Findings) {
    switch use.kind {
    case .named(let name) where byName[ByteKey(name)] == nil:
      let known = dependencies.map(\.name)
      let hint = hints.hint(for: name, in: known).map { "did you mean `\($0)`? Else add it" } ?? "add it"
      let advice = "; \(hint) there: `contract: {dependencies: {\(name): {host: …}}}`"
      findings.error(
        use.position,
        "workflow.yaml declares no dependency `\(name)`, so this throws"
          + (Self.problem(withName: name).map { "; \($0)" } ?? advice))
    case .unknown:
      if dependencies.isEmpty { return }
      findings.notice(
        use.position,
        "the name of this dependency is known only at run time, so the used dependencies cannot be checked")
    case .service, .host:
      guard let dependency = asked(by: use), dependency.form.isFetched, dependency.oneHost != nil else {
        return
      }
      tell(
        use.position,
        "this bypasses the dependency `\(dependency.name)`; use "
          + "`ctx.dependency(\"\(dependency.name)\").fetch(path)`", &findings)
    case .named, .perhaps: return
    }
  }

  /// Why nothing can be declared under a name.
  private static func problem(withName name: String) -> String? {
    do {
      _ = try NameRules.dependency.read(name)
      return nil
    } catch {
      return error.reason
    }
  }

  /// Where a request goes around a dependency: to its host.
  private func asked(by use: DependencyUse) -> Dependency? {
    switch use.kind {
    case .service(let service):
      byName[ByteKey(service)] ?? dependency("api.\(service).com", [443])
    case .host(let host, let ports): dependency(host, ports)
    case .named, .perhaps, .unknown: nil
    }
  }

  /// The first one there.
  private func dependency(_ host: String, _ ports: [Int]) -> Dependency? {
    byHost[host]?.first { own in ports.contains { $0 == own.port } }
  }

  /// - Parameter declared: what dependencies name of the same service.
  private func check(_ demand: SecretDemand, _ declared: Set<SecretName>, _ findings: inout Findings) {
    let name = SecretName(demand.service, demand.key)
    if declared.contains(name) || declared.contains(SecretName(demand.service, nil)) { return }
    if demand.key == nil, !declared.isEmpty { return }
    let text = name.key.map { "\(name.service).\($0)" } ?? name.service
    if declared.isEmpty {
      findings.error(
        demand.position,
        "nothing in `contract.dependencies` names the secret `\(text)`; add `auth: {secret: \(text)}` to its "
          + "dependency")
    } else {
      tell(
        demand.position,
        "nothing in `contract.dependencies` names the key `\(text)`, though others of `\(name.service)`",
        &findings)
    }
  }

  private func tell(_ position: Position, _ message: String, _ findings: inout Findings) {
    if isStrict { findings.error(position, message) } else { findings.notice(position, message) }
  }

  // MARK: - Nodes with hosts of their own

  /// Nodes times uses: no more are written by hand.
  private static let mostChecked = 100_000

  /// A node's own list decides what it reaches, whatever the contract says.
  private mutating func checkLists(_ source: WorkflowSource) {
    guard workflow.nodes.contains(where: { $0.network != nil }) else { return }
    var graph = ModuleGraph(source, nodes: workflow.nodes, scripts)
    let uses = files.map { (ByteKey($0.file.path), $0.firstUses) }
    let code = Dictionary(uses) { first, _ in first }
    var count = 0
    for (node, reach) in zip(workflow.nodes, workflow.reach().nodes) {
      let targets = reach.targets ?? []
      for path in graph.modules(of: node.path) {
        guard let uses = code[ByteKey(path)] else { continue }
        var findings = Findings(path: place(path), rule: .contract)
        for use in uses where count < Self.mostChecked {
          count += 1
          check(use.name, use.position, node, targets, &findings)
        }
        found[ByteKey(path), default: []] += findings.all
      }
    }
  }

  private func check(
    _ name: String, _ position: Position, _ node: WorkflowNode, _ targets: [NetworkTarget],
    _ findings: inout Findings
  ) {
    guard let dependency = byName[ByteKey(name)], !dependency.isDynamic else { return }
    let missing = dependency.targets.filter { target in !targets.contains { $0.covers(target) } }
    guard let missing = missing.first else { return }
    findings.error(
      position,
      "the node `\(node.name)` uses the dependency `\(name)` and may not reach it, as nodes have hosts of their own; "
        + "add \"\(missing.text)\" to `nodes.\(node.name).capabilities.net`, or remove all of these lists: the "
        + "contract then decides")
  }

  // MARK: - What is never used

  private mutating func checkUnused() {
    let isTold = !files.contains { $0.uses.contains { if case .unknown = $0.kind { true } else { false } } }
    guard isTold else { return }
    let used = usedNames
    let read = Set(files.flatMap(\.secrets.demands).map { ByteKey($0.service) })
    var findings = Findings(path: place(WorkflowSource.workflowFile), rule: .contract)
    for dependency in dependencies where !dependency.isPackage && !dependency.isDynamic {
      if used.contains(ByteKey(dependency.name)) { continue }
      if let secret = dependency.secret, read.contains(ByteKey(secret.service)) { continue }
      tell(
        dependency.position,
        "the code does not use the dependency `\(dependency.name)`, but nodes may reach it: remove it, or use `ctx.dependency(\"\(dependency.name)\")`",
        &findings)
    }
    found[ByteKey(WorkflowSource.workflowFile), default: []] += findings.all
  }

  private var usedNames: Set<ByteKey> {
    var names: Set<ByteKey> = []
    for use in files.flatMap(\.uses) {
      switch use.kind {
      case .named(let name), .perhaps(let name): names.insert(ByteKey(name))
      case .service(let name):
        names.insert(ByteKey(name))
        if let dependency = asked(by: use) { names.insert(ByteKey(dependency.name)) }
      case .host(let host, let ports):
        for dependency in byHost[host] ?? []
        where ports.isEmpty || ports.contains(where: { $0 == dependency.port }) {
          names.insert(ByteKey(dependency.name))
        }
      case .unknown: break
      }
    }
    return names
  }
}

extension Dependency {
  /// In small letters; nil where it is none, or many.
  fileprivate var oneHost: String? {
    guard let host, !host.isAny, !host.isPattern else { return nil }
    return host.name.lowercased()
  }
}
