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
  package private(set) var directory: String
  let source: WorkflowSource
  package let digest: String
  /// For each attempt of each node.
  package private(set) var config: Config
  /// Of the files of the environment; nil without any.
  package let configDigest: String?
  /// What nodes need from outside, with what the environment says of it.
  package let contract: Contract?
  /// What nodes may connect to.
  package let reach: NetworkReach
  /// The folder that sidecars share with the nodes; nil where there are none.
  let sharedFolder: String?
  /// `ctx.config`.
  package private(set) var nodeConfig: Mapping
  package private(set) var denoConfiguration: DenoConfiguration
  /// What is worth knowing of it.
  package let findings: [Finding]

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
    let environment = try EnvironmentFiles.read(options, reading.workflow, &findings)
    guard let workflow = reading.workflow, !findings.contains(where: { $0.severity == .error }) else {
      throw LoadFailure(findings: findings)
    }
    findings += options.isInPod ? [] : missingSidecars(workflow, options.workflowFile)
    let hasShared =
      options.isInPod && !workflow.sidecars.isEmpty && Disk.isFolder(EngineContract.sharedFolder)
    return LoadedWorkflow(
      workflow: workflow, origin: directory, directory: directory, source: reading.source, digest: digest,
      config: workflow.config.overlaid(with: environment.config), configDigest: environment.digest,
      contract: workflow.contract?.filled(with: environment.dependencies),
      reach: workflow.reach(filling: environment.dependencies),
      sharedFolder: hasShared ? EngineContract.sharedFolder : nil,
      nodeConfig: nodeConfig(workflow, environment.config),
      denoConfiguration: DenoConfiguration(own: reading.deno, source: reading.source, directory: directory),
      findings: findings)
  }

  /// What is reported where a workflow runs outside of its pod: that nothing of its sidecars is there.
  private static func missingSidecars(_ workflow: Workflow, _ file: String) -> [Finding] {
    if workflow.sidecars.isEmpty { return [] }
    let names = workflow.sidecars.map { "`\($0.name)` (localhost:\($0.port))" }.joined(separator: ", ")
    return [
      Finding(.notice, path: file, message: "no sidecar is started here: \(names)", rule: .sidecars)
    ]
  }

  /// The same in a copy of its directory.
  func moved(to folder: String) -> LoadedWorkflow {
    var copy = self
    copy.directory = folder
    copy.denoConfiguration = denoConfiguration.moved(to: folder)
    return copy
  }

  /// How messages name its files.
  var paths: CopiedPaths { CopiedPaths(copy: directory, origin: origin) }

  /// The same with more laid over `config:`; a JSON merge patch (RFC 7396).
  func overlaid(with overlay: Mapping) -> LoadedWorkflow {
    var copy = self
    copy.config = config.overlaid(with: overlay)
    copy.nodeConfig.patch(with: overlay)
    return copy
  }

  /// - Parameter file: the path of workflow.yaml, for messages.
  /// - Throws: `LoadFailure` with the dependencies that nodes could not use, as something is missing that they need.
  func refuseIncompleteDependencies(_ file: String) throws(LoadFailure) {
    let findings = (contract?.incomplete ?? []).map { dependency in
      dependency.incomplete(
        path: file,
        advice: "; set it in `dependencies` of the settings (.tentacular/config.yaml), or in a file for "
          + "`--dependencies`:"
      ) { .mapping([dependency.name: .mapping($0)]) }
    }
    if !findings.isEmpty {
      throw LoadFailure(findings: findings.inOrder(of: source[WorkflowSource.workflowFile]?.bytes ?? []))
    }
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
