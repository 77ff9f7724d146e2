import Diagnostics
import Files
import Settings
import Tree
import WorkflowModel
import WorkflowSecrets

/// All checks of workflow directories before they are rendered.
struct WorkflowCheck {
  private(set) var findings: [Finding] = []
  /// How many directories there are.
  let count: Int
  private let isStrict: Bool
  private var names = WorkflowNames()
  private var versions: [VersionFiles] = []
  private var inputs: [String: WorkflowInput] = [:]

  /// - Parameters:
  ///   - paths: of directories, or folders that hold some; those of the configuration when there are none.
  ///   - isStrict: makes errors of the notices where code and contract differ.
  /// - Throws: `InvalidInput` when a path holds no workflow or the configuration cannot be read, `FileError`.
  init(_ paths: [String], isStrict: Bool = false) throws {
    self.isStrict = isStrict
    var warnings: [Finding] = []
    let finder = try JobFinder(tree: nil) { warnings = $0 }
    let grouped = try finder.directories(paths)
    let directories = grouped.flatMap(\.directories)
    count = directories.count
    findings = warnings + finder.configuration.credentials
    for directory in directories { try add(directory) }
    let (problems, patches) = try settingsProblems(try finder.jobs(grouped, environment: nil))
    findings += problems
    findings += try finder.straySettings(known: names.all)
    if paths.isEmpty, inputs.count == count {
      findings += finder.strayDependencies(inputs.values.map(\.workflow))
      if !problems.contains(where: { $0.severity == .error }) { findings += patches.unused }
    }
    findings += IgnoredFiles.findings(versions)
    findings += TrackedSecrets.findings(directories)
  }

  /// Directories of workflows that can be read, in their order.
  var valid: [String] { versions.map(\.directory) }

  private mutating func add(_ directory: String) throws {
    do {
      let input = try WorkflowInput.read(directory)
      findings += input.warnings + input.sidecarNotices + input.zoneNotices
      findings += input.workflow.reach().findings(path: Path.join(directory, WorkflowSource.workflowFile))
      findings += input.drift(isStrict: isStrict)
      inputs[directory] = input
      versions.append(VersionFiles(directory: directory, paths: input.source.files.map(\.path)))
      if let repeated = names.add(input.workflow.name, in: directory) { findings.append(repeated) }
    } catch let failure as InvalidInput {
      findings += failure.findings
    }
  }

  /// What a render into any of the trees would say of the settings, each once.
  private func settingsProblems(
    _ jobs: [TreeJob]
  ) throws -> (problems: [Finding], patches: PatchUse) {
    var findings: [Finding] = []
    var patches = PatchUse()
    for job in jobs {
      var options = RenderOptions()
      options.configured = job.scopes
      options.environment = job.environment
      var planner = Planner(tree: job.tree, options: options)
      for directory in job.directories {
        guard let input = inputs[directory] else { continue }
        findings += try planner.problems(with: input, from: directory)
      }
      patches.add(planner.patchUse)
    }
    return (findings.once, patches)
  }
}

extension WorkflowInput {
  /// Where the code and the contract of a workflow directory differ.
  func drift(isStrict: Bool = false) -> [Finding] {
    ContractDrift.findings(workflow, source, scripts, isStrict: isStrict) { Path.join(Path.parent(path), $0) }
  }
}
