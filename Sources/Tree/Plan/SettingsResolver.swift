import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// The settings that a render works with: those to record, and what they come to.
struct EffectiveSettings: Sendable {
  let recorded: Mapping
  let flags: [String]
  let settings: Settings
  /// All that the configuration says of dependencies; nil where the settings are those that a tree has.
  let dependencies: Mapping?
  let templates: TemplateSet
  let warnings: [Finding]
  /// Where they come from, later ones over earlier ones.
  let layers: [SettingsLayer]
  /// Those of them that are told where a workflow is checked as well.
  var strangers: [Finding] = []

  /// `release: manual`.
  var isManual: Bool { recorded[.release]?.text == ReleaseMode.manual.rawValue }

  /// With what the state of a workflow says of its network policies.
  func closing(_ release: Release) -> Settings {
    var settings = settings
    settings.networkPolicy.kind = release.networkPolicy(settings.networkPolicy)
    return settings
  }
}

/// Puts flags over the configuration, over `.tentacular/base-image.txt`, over what the lock recorded.
struct SettingsResolver: Sendable {
  private let options: RenderOptions
  private let tree: String
  private let treeResolved: String?
  private var sets: [String: TemplateSet] = [:]
  /// Folders of templates as somebody wrote them, by how the tree sees them.
  private var written: [String: String] = [:]

  init(options: RenderOptions, tree: String, treeResolved: String?) {
    self.options = options
    self.tree = tree
    self.treeResolved = treeResolved
  }

  /// The layers of settings for a workflow, later ones over earlier ones.
  ///
  /// - Parameters:
  ///   - source: the resolved folder of its source; nil when nobody knows it.
  ///   - baseImage: the file with the image and its text, if there is one.
  mutating func layers(
    _ workflow: String, from source: String?, _ release: Release?, baseImage: BaseImage?
  ) throws -> [SettingsLayer] {
    var recorded = SettingsLayer(origin: Release.lockFile)
    for key in (release?.flags ?? []) + [SettingField.image.key] {
      recorded.values[key] = release?.settings[key]
    }
    var base = SettingsLayer(origin: baseImage?.path ?? "")
    base.values[.image] = baseImage.map { .string($0.text) }
    var flags = try flags()
    // An empty flag forgets what was recorded, and what is below it speaks again.
    for (key, value) in flags.values where value == .null {
      recorded.values[key] = nil
      flags.values[key] = nil
    }
    return [recorded, base] + (try configured(workflow, from: source)) + [flags]
  }

  /// The layers of the configuration, their templates folder as seen from the tree.
  private mutating func configured(_ workflow: String, from source: String?) throws -> [SettingsLayer] {
    try options.configured.layers(for: workflow, from: source).map { layer in
      var layer = layer
      if let folder = layer.values[.templates]?.text {
        layer.values[.templates] = .string(try templatesFolder(folder))
      }
      return layer
    }
  }

  private mutating func flags() throws -> SettingsLayer {
    var layer = SettingsLayer(origin: "flag", values: options.flags)
    guard let folder = options.templates else { return layer }
    layer.values[.templates] = folder.isEmpty ? .null : .string(try templatesFolder(folder))
    return layer
  }

  /// As seen from the tree, so that it means the same in every clone.
  private mutating func templatesFolder(_ folder: String) throws -> String {
    guard let resolved = Path.resolved(folder), Disk.isFolder(folder), let treeResolved else {
      throw InvalidInput(path: folder, "is not a folder with templates")
    }
    let seen = Path.relative(resolved, from: treeResolved)
    written[seen] = folder
    return seen
  }

  mutating func resolve(
    _ workflow: Workflow, from source: String?, _ release: Release, baseImage: BaseImage?
  ) throws -> EffectiveSettings {
    let layers = try layers(workflow.name, from: source, release, baseImage: baseImage)
    var values = layers.merged
    let templates = try set(at: values[.templates]?.text)
    values[.templatesDigest] = templates.digest.map(Value.string)
    let dependencies = values.mapping(.dependencies)
    values[.dependencies] = .mapping(dependencies.picking(namedBy: [workflow]))
    var settings = try settings(values, imageOrigin: imageOrigin(layers))
    settings.namespace = settings.namespace ?? workflow.namespace
    let findings = SettingsCheck.findings(workflow, settings, layers: layers)
    if !findings.isEmpty { throw InvalidInput(findings) }
    let strangers = SettingsCheck.strangers(
      workflow, layers: options.configured.own(workflow.name))
    let image = values[.image] == nil ? [Self.defaultImageWarning(workflow)] : []
    let configured = options.configured.layers(for: workflow.name, from: source).merged
    let unused = templates.digest == nil ? values[.templates]?.text.map(holdsNone) : nil
    let told = strangers + [unused].compactMap(\.self) + templates.notices
    // They have a file of their own.
    (values[.config], values[.dependencies]) = (nil, nil)
    return EffectiveSettings(
      recorded: values, flags: lastingFlags(release, values, configured), settings: settings,
      dependencies: dependencies, templates: templates, warnings: image + told,
      layers: layers, strangers: told)
  }

  private func imageOrigin(_ layers: [SettingsLayer]) -> String? {
    if case .string? = options.flags[.image] { return "--image" }
    return layers.last { $0.values[.image] != nil }?.origin
  }

  /// The settings that the lock records, and nothing over them.
  mutating func recall(
    _ release: Release, _ workflow: Workflow?, _ folder: FolderSnapshot
  ) throws -> EffectiveSettings {
    let overlay = try folder.overlay(of: release)
    let templates = try set(at: release.settings[.templates]?.text)
    var recorded = release.settings
    recorded[.templatesDigest] = templates.digest.map(Value.string)
    var values = recorded
    (values[.config], values[.dependencies]) = (.mapping(overlay.config), .mapping(overlay.dependencies))
    var settings = try settings(values, imageOrigin: nil)
    settings.namespace = settings.namespace ?? workflow?.namespace
    // What was recorded is no reason to keep anybody from going back to a version.
    let layer = SettingsLayer(origin: Path.join(folder.path, Release.lockFile), values: recorded)
    let findings = workflow.map { SettingsCheck.findings($0, settings, layers: [layer]) } ?? []
    return EffectiveSettings(
      recorded: recorded, flags: release.flags, settings: settings, dependencies: nil, templates: templates,
      warnings: findings.map(\.asWarning), layers: [layer])
  }

  /// Whether the templates that made a recorded state are there, and still those.
  mutating func hasTemplates(of release: Release) -> Bool {
    guard let set = try? set(at: release.settings[.templates]?.text) else { return false }
    return set.digest == release.settings[.templatesDigest]?.text
  }

  /// Flags hold until they are taken back, or the configuration speaks of the same setting.
  private func lastingFlags(_ release: Release, _ values: Mapping, _ configured: Mapping) -> [String] {
    var given = Set(release.flags)
    for (key, value) in options.flags {
      if value == .null { given.remove(key) } else { given.insert(key) }
    }
    if let folder = options.templates {
      let key = SettingField.templates.key
      if folder.isEmpty { given.remove(key) } else { given.insert(key) }
    }
    let known = SettingField.keys
    let ofNewer = release.flags.filter { !known.contains($0) }
    return known.filter { given.contains($0) && values[$0] != nil && configured[$0] == nil } + ofNewer
  }

  private func settings(_ values: Mapping, imageOrigin: String?) throws -> Settings {
    guard let text = values[.image]?.text else { return try settings(.fallback, values) }
    guard let image = ImageReference(text) else {
      throw InvalidInput(
        path: imageOrigin ?? tree, "`\(text)` is not an image reference; expected `name[:tag][@sha256:…]`")
    }
    return try settings(image, values)
  }

  private func settings(_ image: ImageReference, _ values: Mapping) throws(InvalidInput) -> Settings {
    do {
      return try Settings(image: image, values)
    } catch {
      throw InvalidInput(path: "config overlay", error.message)
    }
  }

  private static func defaultImageWarning(_ workflow: Workflow) -> Finding {
    Finding(
      .warning, path: workflow.name,
      message: "no engine image is set, so the manifests use `\(EngineContract.imageName):latest`; "
        + "give `--image`, or write it to `\(BaseImage.file)`")
  }

  /// - Parameter folder: as seen from the tree; nil for the built-in templates.
  private mutating func set(at folder: String?) throws -> TemplateSet {
    guard let folder else { return try TemplateSet.builtin.get() }
    if let set = sets[folder] { return set }
    let path = written[folder] ?? recorded(folder)
    let set = try TemplateSet(overrides: try TemplateFolder.read(path), folder: path)
    sets[folder] = set
    return set
  }

  /// - Parameter folder: as seen from the tree.
  private func holdsNone(_ folder: String) -> Finding {
    Finding(
      .warning, path: written[folder] ?? recorded(folder),
      message: "has no template (a file `NAME.yaml`), so only the built-in ones apply", rule: .configuration)
  }

  /// A folder that a lock names, as seen from here when it is below; the tree need not be there.
  private func recorded(_ folder: String) -> String {
    guard let treeResolved, let here = Path.resolved(".") else { return Path.join(tree, folder) }
    let path = Path.withoutSteps(Path.join(treeResolved, folder))
    let relative = Path.relative(path, from: here)
    if relative != "..", !relative.hasPrefix("../") { return relative }
    return Disk.isFolder(tree) ? Path.join(tree, folder) : path
  }
}
