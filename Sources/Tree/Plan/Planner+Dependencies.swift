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
    unusableDependencies(of: input, effective.settings)
      + DependencyCheck.strays(input.workflow, layers: options.configured.own(input.workflow.name))
  }

  /// The dependencies of a version that its nodes could not use.
  func unusableDependencies(of input: WorkflowInput, _ settings: Settings) -> [Finding] {
    let incomplete = DependencyCheck.incomplete(
      input.workflow, filling: settings.dependencies, path: input.workflowPath,
      environment: options.environment)
    let secrets = SettingsCheck.unusableSecrets(input.workflow, settings, path: input.workflowPath)
    return (incomplete + secrets).inOrder(of: input.source[WorkflowSource.workflowFile]?.bytes ?? [])
  }

  /// The same of the versions that run, as a folder records it.
  ///
  /// - Parameter known: versions that were read already.
  func unusableDependencies(
    of release: Release, _ folder: FolderSnapshot, known: [WorkflowInput]
  ) -> [Finding] {
    guard let running = try? RunningVersions(release, known, folder),
      let settings = try? recorded(release, folder)
    else { return [] }
    return running.all.flatMap { unusableDependencies(of: $0, settings) }
  }

  /// The settings that a lock and its overlay record, but for the image.
  private func recorded(_ release: Release, _ folder: FolderSnapshot) throws -> Settings {
    let overlay = try folder.overlay(of: release)
    var values = release.settings
    (values[.config], values[.dependencies]) = (.mapping(overlay.config), .mapping(overlay.dependencies))
    return try Settings(image: .fallback, values)
  }

  /// Checks what comes of versions that ran before. A rule that is younger than they are must not block the way back to
  /// them, but the settings must not take from them what they have.
  ///
  /// - Parameters:
  ///   - checked: versions that were checked already.
  ///   - mustHold: whether a version that did not run here is one that comes, and not one that came back.
  /// - Returns: warnings.
  func checkDependencies(
    of running: RunningVersions, checked: [WorkflowInput], _ settings: Settings, _ folder: FolderSnapshot,
    mustHold: Bool
  ) throws -> [Finding] {
    var warnings: [Finding] = []
    for input in running.all where !checked.contains(where: { $0.digest == input.digest }) {
      let problems = unusableDependencies(of: input, settings)
      if problems.isEmpty { continue }
      let before = try folder.release.map { try recorded($0, folder) } ?? .neutral
      let known = Set(unusableDependencies(of: input, before).map(\.position))
      let comes = mustHold && folder.release?.runs(input.digest) != true
      let new = problems.filter { comes || !known.contains($0.position) }
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
