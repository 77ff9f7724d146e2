package import Diagnostics
import Files
package import WorkflowModel
package import YAML

/// A workflow directory as the engine runs it: read, checked, with the overlay of its environment.
package struct LoadedWorkflow: Sendable {
  package let workflow: Workflow
  /// The workflow directory, from the root, links resolved no further than they were given.
  package let origin: String
  /// Where nodes are loaded from: a copy of the version's files.
  package let directory: String
  let source: WorkflowSource
  package let digest: String
  /// For each attempt of each node.
  package let config: Config
  /// What nodes may connect to.
  package var reach: NetworkReach { workflow.reach() }
  /// What nodes need from outside: `ctx.dependency`.
  package var contract: Contract? { workflow.contract }
  /// The folder that sidecars share with the nodes; nil without sidecars, and where no pod gives it.
  var sharedFolder: String? {
    workflow.sidecars.isEmpty || !Disk.isFolder(EngineContract.sharedFolder)
      ? nil : EngineContract.sharedFolder
  }
  /// What is told where a workflow runs outside of its pod: that nothing of its sidecars is there.
  var sidecarNotice: String? {
    let names = workflow.sidecars.map { "`\($0.name)` (localhost:\($0.port))" }
    return names.isEmpty ? nil : "no sidecar is started here: \(names.joined(separator: ", "))"
  }
  /// `ctx.config`.
  package let nodeConfig: Mapping
  package let denoConfiguration: DenoConfiguration
  package let warnings: [Finding]

  /// - Throws: `LoadFailure` with everything that is wrong, or `FileError`.
  package static func load(_ options: EngineOptions) throws -> LoadedWorkflow {
    guard Path.lastComponent(options.workflowFile) == WorkflowSource.workflowFile else {
      throw LoadFailure(
        path: options.workflowFile, message: "the file has to be named `\(WorkflowSource.workflowFile)`")
    }
    let directory = absolute(Path.parent(options.workflowFile))
    let reading = try VersionReading.read(
      directory, links: .inDirectory(directory), shownAs: Path.parent(options.workflowFile))
    let digest = reading.source.digest
    // A version that was released under older rules is what it is: Deno says what it cannot load of it.
    let isReleased = options.expectedDigest == digest
    var findings = reading.findings.map { isReleased && $0.rule == .modules ? $0.asWarning : $0 }
    let overlay = try options.configFile.map { try ConfigOverlayFile.read($0, &findings) } ?? Mapping()
    guard let workflow = reading.workflow, !findings.contains(where: { $0.severity == .error }) else {
      throw LoadFailure(findings: findings)
    }
    return LoadedWorkflow(
      workflow: workflow, origin: directory, directory: directory, source: reading.source, digest: digest,
      config: workflow.config.overlaid(with: overlay), nodeConfig: nodeConfig(workflow, overlay),
      denoConfiguration: DenoConfiguration(own: reading.deno, source: reading.source, directory: directory),
      warnings: findings)
  }

  /// The same in a copy of its directory.
  func moved(to folder: String) -> LoadedWorkflow {
    LoadedWorkflow(
      workflow: workflow, origin: origin, directory: folder, source: source, digest: digest, config: config,
      nodeConfig: nodeConfig, denoConfiguration: denoConfiguration.moved(to: folder), warnings: warnings)
  }

  /// How messages name its files.
  var paths: CopiedPaths { CopiedPaths(copy: directory, origin: origin) }

  /// The same with more laid over `config:`; a JSON merge patch (RFC 7396).
  func overlaid(with overlay: Mapping) -> LoadedWorkflow {
    var config = nodeConfig
    config.patch(with: overlay)
    return LoadedWorkflow(
      workflow: workflow, origin: origin, directory: directory, source: source, digest: digest,
      config: self.config.overlaid(with: overlay),
      nodeConfig: config, denoConfiguration: denoConfiguration, warnings: warnings)
  }

  private static func nodeConfig(_ workflow: Workflow, _ overlay: Mapping) -> Mapping {
    var config = Mapping()
    if case .mapping(let own)? = workflow.document["config"] { config = own }
    config.patch(with: overlay)
    return config
  }

  /// The mount's own path is kept: Kubernetes swaps the folder that its links lead to.
  private static func absolute(_ folder: String) -> String {
    folder.hasPrefix("/") ? folder : Path.resolved(folder) ?? folder
  }
}

/// Why a workflow cannot be run.
package struct LoadFailure: Error, Sendable {
  package let findings: [Finding]

  package init(findings: [Finding]) { self.findings = findings }

  package init(path: String, message: String) { findings = [Finding(path: path, message: message)] }
}

/// The file that an environment lays over `config:`.
enum ConfigOverlayFile {
  static func read(_ path: String, _ findings: inout [Finding]) throws -> Mapping {
    let bytes = try Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)
    var own = Findings(path: path)
    let root = Reader.read(bytes, path: path).root { own.error($0.position, $0.message) }
    if let root, !root.isNull { ConfigReader.check(overlay: root, &own) }
    findings += own.all.inOrder(of: bytes)
    if case .mapping(let mapping)? = root?.value { return mapping }
    return Mapping()
  }
}
