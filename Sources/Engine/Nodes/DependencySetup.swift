import WorkflowModel
import WorkflowSecrets
import YAML

/// What `ctx.dependency` gives nodes, as values for the Deno side, which adds secrets and `fetch`.
enum DependencySetup {
  /// By name; `values` are members as they are, `secret` is a service and a key, and `fetch` a base URL or why
  /// there is none.
  ///
  /// - Parameter outside: fixtures answer for a managed service without a known host.
  static func all(of contract: Contract?, outside: NodeContext.Outside) -> Mapping {
    Mapping((contract?.dependencies ?? []).map { ($0.name, .mapping(setup($0, outside))) })
  }

  private static func setup(_ dependency: Dependency, _ outside: NodeContext.Outside) -> Mapping {
    var setup: Mapping = ["values": .mapping(values(dependency))]
    if let secret = dependency.secret {
      // A file that holds no object is a text under this key.
      setup["secret"] = [
        "service": .string(secret.service), "key": .string(secret.key ?? Secrets.textKey),
      ]
    }
    if dependency.form.isFetched { setup["fetch"] = .mapping(fetch(dependency, outside)) }
    return setup
  }

  /// What nodes get in a form of its own, or not at all.
  private static let kept: Set<String> = ["protocol", "host", "port", "auth", "secret"]

  private static func values(_ dependency: Dependency) -> Mapping {
    var values: Mapping = ["protocol": .string(dependency.protocolName)]
    if !dependency.isDynamic {
      if let host = host(dependency) { values["host"] = .string(host) }
      if let port = dependency.port { values["port"] = .integer(port) }
    }
    if let type = dependency.authType { values["authType"] = .string(type) }
    for (key, value) in dependency.values
    where !kept.contains(key) && DependencyKeys.given[key] == nil {
      values[key] = value
    }
    return values
  }

  /// Without its port; of a package, its name.
  private static func host(_ dependency: Dependency) -> String? {
    dependency.host?.name ?? dependency.values["host"]?.text
  }

  private static func fetch(_ dependency: Dependency, _ outside: NodeContext.Outside) -> Mapping {
    func without(_ reason: String) -> Mapping { ["problem": .string(reason)] }
    if dependency.isDynamic {
      return without("it is a dynamic target, whose hosts are known only at run time; use fetch(url)")
    }
    guard let host = dependency.host, let port = dependency.port else {
      if outside == .fixtures, dependency.isManaged {
        // A host that certainly does not exist (RFC 2606).
        return ["base": .string("\(dependency.protocolName)://\(dependency.name).invalid")]
      }
      return without(
        dependency.isManaged
          ? "its host is not known; set `host` in the settings: `dependencies: {\(dependency.name): {host: …}}`"
          : "it has no `host` in workflow.yaml")
    }
    if host.isAny || host.isPattern {
      return without("its host `\(host.name)` is a pattern for many hosts; use fetch(url)")
    }
    let name = host.name.contains(":") ? "[\(host.name)]" : host.name
    return ["base": .string("\(dependency.protocolName)://\(name):\(port)")]
  }
}

/// What to add to workflow.yaml for a node that reaches too little.
enum NetworkAdvice {
  static func text(for node: WorkflowNode, in workflow: Workflow) -> String {
    let list = "`nodes.\(node.name).capabilities.net`"
    guard workflow.nodes.contains(where: { $0.network != nil }) else {
      return "add it to `contract.dependencies` in workflow.yaml"
    }
    return workflow.contract == nil
      ? "add it to \(list) in workflow.yaml"
      : "add it to `contract.dependencies` and to \(list) in workflow.yaml"
  }
}
