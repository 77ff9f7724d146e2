package import Diagnostics
package import Settings
package import WorkflowModel
import YAML

/// One rendered file of a workflow's folder.
package struct RenderedFile: Hashable, Sendable {
  /// Relative to the workflow's folder of the tree.
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// A version as it is born: its write-once file.
package struct RenderedVersion: Sendable {
  package let file: RenderedFile
  /// How many ConfigMaps are in it.
  package let parts: Int
  package let warnings: [Finding]
}

/// What runs a version, as manifests.
package struct RenderedManifests: Sendable {
  /// Sorted by path.
  package let files: [RenderedFile]
  package let warnings: [Finding]
  /// What templates of somebody's own leave out that the engine needs, in sentences.
  package let leftOut: [String]
  /// What the patches of the settings did.
  package let patching: Patching
}

/// Workflow and settings in, files in memory out. It knows no disk and no history.
package struct Renderer: Sendable {
  private let templates: TemplateSet

  package init(templates: TemplateSet) { self.templates = templates }

  /// The ConfigMaps of a version, in one file.
  package func version(_ workflow: Workflow, code: VersionCode) throws(InvalidInput) -> RenderedVersion {
    var file: [UInt8] = []
    var large: [(name: String, size: Int)] = []
    for (part, name) in zip(code.parts, code.configMaps) {
      var documents = try evaluate(templates.version, workflow, code: part)
      // Much is not written to tell that it is much.
      let isMuch = VersionCode.size(of: part) > AnnotationLimit.bytes
      var bytes = isMuch ? [] : try emit(documents, templates.version)
      let excess = AnnotationSize.excess(documents, emitted: isMuch ? nil : bytes)
      if let excess {
        let other = part.patched(with: ["syncOptions": .string(TemplateContext.largeSyncOptions)])
        documents = try evaluate(templates.version, workflow, code: other)
        large.append((name, excess.size))
      }
      if isMuch || excess != nil { bytes = try emit(documents, templates.version) }
      try WriteOnceCheck.check(documents, content: part, name: "code", template: templates.version)
      file += file.isEmpty ? bytes : Emitter.separator + bytes
    }
    return RenderedVersion(
      file: RenderedFile(path: ReleaseNames.versionFile(workflow.version), bytes: file),
      parts: code.parts.count, warnings: AnnotationSize.warnings(ofVersion: large))
  }

  /// The write-once ConfigMap of a config overlay.
  package func overlay(
    _ overlay: ConfigOverlay, _ workflow: Workflow
  ) throws(InvalidInput) -> RenderedFile {
    let config = TemplateContext.overlay(overlay, workflow: workflow.name)
    var context = TemplateContext.make(workflow, code: .null, settings: .neutral)
    context["config"] = config
    let documents = try templates.overlay.evaluate(context)
    try WriteOnceCheck.check(documents, content: config, name: "config", template: templates.overlay)
    return RenderedFile(
      path: ReleaseNames.overlayFile(overlay.name), bytes: try emit(documents, templates.overlay))
  }

  /// The manifests that run a version, sorted by file name.
  ///
  /// - Parameter taken: names of the ConfigMaps that versions and overlays have or had.
  package func manifests(
    _ workflow: Workflow, code: VersionCode, settings: Settings, canary: CanaryTrack?, taken: Set<String>
  ) throws(InvalidInput) -> RenderedManifests {
    let context = TemplateContext.make(workflow, code: code.value, settings: settings, canary: canary)
    let evaluated = try evaluated(context, canary, settings)
    var patching = Patching(
      settings.patches, of: workflow.name, over: evaluated.flatMap(\.documents), labels: settings.labels)
    var check = ManifestCheck(workflow.name, taken: taken, settings)
    var made: [(file: RenderedFile, documents: [Value])] = []
    for (template, path, isCanary, documents) in evaluated {
      let patched = patching.patched(documents)
      if patched.isEmpty { continue }
      try check.add(patched, template, isCanary: isCanary)
      made.append((RenderedFile(path: path, bytes: try emit(patched, template)), patched))
    }
    patching.add { RunJob.sample(workflow, settings, beside: made.flatMap(\.documents)) }
    var leftOut: [String] = []
    if templates.digest != nil {
      let sidecars = SidecarContainer.all(live: workflow, canary: canary?.workflow, settings: settings)
      let documents = made.flatMap(\.documents)
      let versions = [(workflow.version, code), canary.map { ($0.workflow.version, $0.code) }].compactMap(
        \.self)
      leftOut =
        LeftOut.findings(documents, sidecars, settings.overlay) + LeftOut.suspensions(documents, context)
        + LeftOut.graces(documents) + LeftOut.code(documents, versions)
        + LeftOut.packages(documents, versions)
    }
    return RenderedManifests(
      files: made.map(\.file).sorted { $0.path.precedesByBytes($1.path) },
      warnings: made.compactMap { AnnotationSize.warning($1, emitted: $0.bytes) }, leftOut: leftOut,
      patching: patching)
  }

  /// What the templates make, of that of the second track once more.
  private func evaluated(
    _ context: Mapping, _ canary: CanaryTrack?, _ settings: Settings
  ) throws(InvalidInput) -> [(template: ManifestTemplate, path: String, isCanary: Bool, documents: [Value])] {
    var all: [(template: ManifestTemplate, path: String, isCanary: Bool, documents: [Value])] = []
    guard let checked = try templates.manifests.first?.checked(context) else { return all }
    for template in templates.manifests {
      let documents = try template.evaluate(checked)
      if documents.isEmpty { continue }
      all.append((template, template.name, false, documents))
      guard let canary, template.name == TemplateSet.trackTemplate else { continue }
      let second = try template.evaluate(TemplateContext.make(canary, beside: context, settings: settings))
      all.append((template, ReleaseNames.canaryDeployment, true, second))
    }
    return all
  }

  private func evaluate(
    _ template: ManifestTemplate, _ workflow: Workflow, code: Value
  ) throws(InvalidInput) -> [Value] {
    try template.evaluate(TemplateContext.make(workflow, code: code, settings: .neutral))
  }

  private func emit(
    _ documents: [Value], _ template: ManifestTemplate
  ) throws(InvalidInput) -> [UInt8] {
    do {
      return try Emitter.emit(documents)
    } catch {
      throw InvalidInput(path: template.path, error.message)
    }
  }
}
