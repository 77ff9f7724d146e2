import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// What the settings say of the dependencies of versions.
extension Planner {
  /// Why a workflow directory cannot be rendered with what the settings say of its dependencies.
  func dependencyProblems(of input: WorkflowInput, _ effective: EffectiveSettings) -> [Finding] {
    incompleteDependencies(of: input, effective.settings.dependencies)
      + DependencyCheck.strays(input.workflow, layers: options.configured.layers(for: input.workflow.name))
  }

  /// The dependencies of a version that its nodes could not use.
  func incompleteDependencies(of input: WorkflowInput, _ filling: Mapping) -> [Finding] {
    DependencyCheck.incomplete(
      input.workflow, filling: filling, path: input.workflowPath, environment: options.environment
    ).inOrder(of: input.source[WorkflowSource.workflowFile]?.bytes ?? [])
  }

  /// The same of the versions that run, as a folder records it.
  func incompleteDependencies(of release: Release, _ folder: FolderSnapshot) -> [Finding] {
    guard let running = try? RunningVersions(release, [], folder),
      let overlay = try? folder.overlay(of: release)
    else { return [] }
    return running.all.flatMap { incompleteDependencies(of: $0, overlay.dependencies) }
  }

  /// Checks what comes of versions that ran before. A rule that is younger than they are must not block the way back to
  /// them, but the settings must not take from them what they have.
  ///
  /// - Parameter checked: versions that were checked already.
  /// - Returns: warnings.
  func checkDependencies(
    of running: RunningVersions, checked: [WorkflowInput], _ settings: Settings, _ folder: FolderSnapshot
  ) throws -> [Finding] {
    let before = try folder.release.map { try folder.overlay(of: $0).dependencies } ?? Mapping()
    var warnings: [Finding] = []
    for input in running.all where !checked.contains(where: { $0.digest == input.digest }) {
      let problems = incompleteDependencies(of: input, settings.dependencies)
      let known = Set(incompleteDependencies(of: input, before).map(\.position))
      let new = problems.filter { !known.contains($0.position) }
      if !new.isEmpty { throw InvalidInput(new) }
      warnings += problems.map(\.asWarning)
    }
    return warnings
  }

  /// The settings with what the configuration says of the dependencies that versions of the tree name: each of them may
  /// be live next, with the files of the environment that there are.
  ///
  /// - Parameter known: versions that were read already.
  func settings(
    _ effective: EffectiveSettings, for release: Release, _ known: [WorkflowInput], _ folder: FolderSnapshot
  ) throws -> Settings {
    guard let all = effective.dependencies, !all.isEmpty else { return effective.settings }
    let versions = release.versions.compactMap { version in
      (known.first { $0.digest == version.digest } ?? (try? .retained(version.version, folder)))?.workflow
    }
    do {
      return try effective.settings.saying(
        ofDependencies: all.picking(namedBy: known.map(\.workflow) + versions))
    } catch {
      throw InvalidInput(path: folder.path, error.message)
    }
  }
}

extension Mapping {
  /// What an environment says of the dependencies that contracts name, but for packages; the rest is for other
  /// workflows.
  func picking(namedBy workflows: [Workflow]) -> Mapping {
    let dependencies = workflows.flatMap { $0.contract?.dependencies ?? [] }.filter { !$0.isPackage }
    let names = Set(dependencies.map { ByteKey($0.name) })
    return Mapping(
      filter { name, values in
        guard case .mapping(let own) = values else { return false }
        return !own.isEmpty && names.contains(ByteKey(name))
      })
  }
}
