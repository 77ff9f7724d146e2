package import Diagnostics
import Files
import Releases
import Rendering
package import Settings
import WorkflowModel
package import YAML

/// What a workflow directory sees of the settings; nothing is planned.
extension Planner {
  /// What a render says of the settings of a workflow and of the templates that they name: errors, without which it
  /// is none, and what is told beside it.
  package mutating func problems(with input: WorkflowInput, from directory: String) throws -> [Finding] {
    // What is wrong with a lock is told by those who need it.
    let release =
      (try? Release.read(in: Path.join(tree, input.workflow.name))) ?? Release(workflow: input.workflow.name)
    do {
      let effective = try resolver.resolve(
        input.workflow, from: place(of: directory), release, baseImage: try locator.baseImage(of: directory))
      let folder = try? FolderSnapshot(Path.join(tree, input.workflow.name))
      let problems = dependencyProblems(of: input, effective) + triggerProblems(of: input, release, folder)
      if !problems.isEmpty { return problems }
      let settings = effective.closing(release)
      let leftOut = try checkManifests(input, effective, settings, release, folder)
      return effective.strangers + input.networkFindings(settings) + leftOut
    } catch let failure as InvalidInput {
      return failure.findings
    }
  }

  /// Evaluates templates of somebody's own, and applies patches, as most that is wrong with one shows only then.
  ///
  /// - Returns: warnings.
  private mutating func checkManifests(
    _ input: WorkflowInput, _ effective: EffectiveSettings, _ settings: Settings, _ release: Release,
    _ folder: FolderSnapshot?
  ) throws(InvalidInput) -> [Finding] {
    let isOwn = effective.templates.digest != nil
    if !isOwn, settings.patches.isEmpty { return [] }
    let renderer = Renderer(templates: effective.templates)
    if isOwn {
      _ = try renderer.version(input.workflow, code: input.code)
      if let overlay = settings.overlay { _ = try renderer.overlay(overlay, input.workflow) }
    }
    let manifests = try renderer.manifests(
      input.workflow, code: input.code, settings: settings, canary: nil, taken: [])
    let strays = strays(manifests.patching, nil, release, settings, effective, folder)
    let problems =
      manifests.patching.findings(effective.layers)
      + effective.layers.findings(ofStrays: strays, isBuiltIn: !isOwn)
    if !problems.isEmpty { throw InvalidInput(problems) }
    patchUse.add(PatchUse(strays: strays, of: settings.patches, effective.layers))
    return manifests.leftOut.map { Finding(.warning, path: input.workflow.name, message: $0) }
  }

  /// What templates would see if `directory` was rendered now.
  package mutating func context(_ directory: String) throws -> Reading<Mapping> {
    let input = try WorkflowInput.read(directory)
    let release =
      try Release.read(in: Path.join(tree, input.workflow.name)) ?? Release(workflow: input.workflow.name)
    let effective = try resolver.resolve(
      input.workflow, from: place(of: directory), release, baseImage: try locator.baseImage(of: directory))
    return Reading(
      TemplateContext.make(input.workflow, code: input.code.value, settings: effective.closing(release)),
      input.warnings + effective.warnings)
  }

  /// The settings for a workflow directory by where they come from, later layers over earlier ones.
  package mutating func layers(
    _ directory: String
  ) throws -> Reading<(workflow: String, layers: [SettingsLayer])> {
    let input = try WorkflowInput.read(directory)
    let workflow = input.workflow
    let release = try Release.read(in: Path.join(tree, workflow.name))
    var written = SettingsLayer(origin: Path.join(directory, WorkflowSource.workflowFile))
    written.values[.namespace] = workflow.namespace.map(Value.string)
    var layers = try resolver.layers(
      workflow.name, from: place(of: directory), release, baseImage: try locator.baseImage(of: directory))
    if workflow.contract != nil,
      release?.isLeftOpen(NetworkPolicySettings(layers.merged[.networkPolicy])) == true
    {
      layers.append(Self.leftOpen)
    }
    return Reading((workflow.name, [written] + layers), input.warnings)
  }

  /// What the lock says of network policies while the settings do not.
  private static var leftOpen: SettingsLayer {
    var layer = SettingsLayer(origin: Release.lockFile)
    layer.values[.networkPolicy] = ["kind": .string(NetworkPolicySettings.Kind.off.rawValue)]
    return layer
  }
}
