package import Diagnostics
import Scripts
package import WorkflowModel
package import YAML

/// Which services' secrets each node of a workflow gets: those that the contract names, and those that its code can
/// be seen to read.
///
/// Where that cannot be known, a node gets those of the contract; all, where the contract names none by itself. The
/// code of packages is not looked at: what they are to have is what a node hands to them.
package struct SecretNeeds: Sendable {
  package enum Need: Sendable, Equatable {
    case services(Set<ByteKey>)
    case everything
  }

  private let needs: [String: Need]
  /// For each node that gets all, as its need cannot be known.
  package let notices: [Finding]

  /// - Parameters:
  ///   - contract: of the workflow.
  ///   - filled: the same with what the environment says of it.
  ///   - place: makes the path of a file, for people, of its path in the source.
  package init(
    _ source: WorkflowSource, nodes: [WorkflowNode], contract: Contract?, filled: Contract?,
    place: (String) -> String
  ) {
    let declared = Set((filled?.dependencies ?? []).compactMap { $0.secret.map { ByteKey($0.service) } })
    // An author who names none has written code that counts on all: one more from an environment takes none away.
    let namesNone = !(contract?.dependencies ?? []).contains { $0.secret != nil }
    var graph = ModuleGraph(source, nodes: nodes)
    let scripts = graph.scripts
    let code = Dictionary(
      source.ownFiles.filter { ModuleKind($0.path).isCode }.map {
        (ByteKey($0.path), ModuleSecrets($0, scripts.script(of: $0)))
      }
    ) { first, _ in first }
    var needs: [String: Need] = [:]
    var notices: [Finding] = []
    for node in nodes {
      let modules = graph.modules(of: node.path)
      let doubt = modules.first { code[ByteKey($0)]?.isDoubtful ?? false }
      if let doubt, namesNone {
        needs[node.name] = .everything
        notices.append(
          Finding(
            .notice, path: place(doubt),
            message: "the secrets that node `\(node.name)` reads are not known before it runs, so it "
              + "gets all; name "
              + "them in `contract.dependencies` to limit them"))
      } else {
        needs[node.name] = .services(
          modules.reduce(into: declared) { $0.formUnion(code[ByteKey($1)]?.services ?? []) })
      }
    }
    (self.needs, self.notices) = (needs, notices)
  }

  package func need(of node: String) -> Need { needs[node] ?? .everything }

  /// The part of the secrets that a node gets.
  package func secrets(of node: String, from all: Secrets) -> Secrets {
    switch need(of: node) {
    case .everything: all
    case .services(let services): all.only(services)
    }
  }
}

/// What one module reads of the secrets.
private struct ModuleSecrets {
  let services: Set<ByteKey>
  /// Whether it reaches for secrets, or for other modules, in a way that cannot be known.
  let isDoubtful: Bool

  init(_ file: SourceFile, _ script: Script) {
    let context = ContextCode(script)
    let uses = SecretUses.demands(context, path: file.path)
    services = Set(uses.demands.map { ByteKey($0.service) })
    isDoubtful = !uses.findings.isEmpty || SecretSights(context).hasUnseen
  }
}
