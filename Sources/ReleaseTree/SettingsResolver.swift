import Diagnostics
import Files
import Rendering
import WorkflowModel

/// The settings that a render works with: those to record, and what they come to.
struct EffectiveSettings: Sendable {
  let recorded: RecordedSettings
  let settings: Settings
  let templates: TemplateSet
  let warnings: [Finding]
}

/// Puts flags over `.tentacular/base-image.txt` over what the lock recorded.
struct SettingsResolver: Sendable {
  private let options: RenderOptions
  private let tree: String
  private let treeResolved: String?
  private var sets: [String: TemplateSet] = [:]

  init(options: RenderOptions, tree: String, treeResolved: String?) {
    self.options = options
    self.tree = tree
    self.treeResolved = treeResolved
  }

  /// The settings that were recorded, and nothing over them.
  mutating func recall(
    _ workflow: Workflow, recorded: RecordedSettings
  ) throws -> EffectiveSettings {
    let folder = recorded.templatesFolder.map { Path.join(tree, $0) }
    return try effective(workflow, recorded, templates: try set(at: folder), imageOrigin: tree)
  }

  /// - Parameter baseImage: the file with the image and its text, if there is one.
  mutating func resolve(
    _ workflow: Workflow, recorded: RecordedSettings, baseImage: BaseImage?
  ) throws -> EffectiveSettings {
    var recorded = recorded
    recorded.namespace = Self.updated(recorded.namespace, by: options.namespace)
    recorded.runtimeClass = Self.updated(recorded.runtimeClass, by: options.runtimeClass)
    recorded.keep = options.keep ?? recorded.keep
    recorded.image = Self.updated(baseImage?.text ?? recorded.image, by: options.image)
    let templates = try templates(&recorded)
    let origin = options.image == nil ? baseImage?.path : nil
    return try effective(workflow, recorded, templates: templates, imageOrigin: origin ?? "--image")
  }

  private func effective(
    _ workflow: Workflow, _ recorded: RecordedSettings, templates: TemplateSet, imageOrigin: String
  ) throws(RenderFailure) -> EffectiveSettings {
    let text = recorded.image ?? EngineContract.defaultImage
    guard let image = ImageReference(text) else {
      throw RenderFailure(
        path: imageOrigin, "`\(text)` is not an image reference; expected `name[:tag][@sha256:…]`")
    }
    let settings = Settings(
      image: image, namespace: recorded.namespace ?? workflow.namespace, runtimeClass: recorded.runtimeClass)
    let warnings = recorded.image == nil ? [Self.defaultImageWarning(workflow)] : []
    return EffectiveSettings(
      recorded: recorded, settings: settings, templates: templates, warnings: warnings)
  }

  private static func updated(_ recorded: String?, by flag: String?) -> String? {
    guard let flag else { return recorded }
    return flag.isEmpty ? nil : flag
  }

  private static func defaultImageWarning(_ workflow: Workflow) -> Finding {
    Finding(
      .warning, path: workflow.name,
      message: "no engine image is set, so the manifests use `\(EngineContract.defaultImage)`; "
        + "give `--image`, or write it to `\(BaseImage.file)`")
  }

  /// The templates of the folder that was given or recorded. The folder is recorded as seen from the
  /// tree, so that it means the same in every clone.
  private mutating func templates(_ recorded: inout RecordedSettings) throws -> TemplateSet {
    recorded.templatesFolder = Self.updated(recorded.templatesFolder, by: try flagFolder())
    guard let folder = recorded.templatesFolder else {
      recorded.templatesDigest = nil
      return try set(at: nil)
    }
    let set = try set(at: options.templates ?? Path.join(tree, folder))
    recorded.templatesDigest = set.digest
    return set
  }

  private func flagFolder() throws -> String? {
    guard let flag = options.templates, !flag.isEmpty else { return options.templates }
    guard let resolved = Path.resolved(flag), Disk.isFolder(flag), let treeResolved else {
      throw RenderFailure(path: flag, "is not a folder; `--templates` takes the folder with the templates")
    }
    return Path.relative(resolved, from: treeResolved)
  }

  private mutating func set(at folder: String?) throws -> TemplateSet {
    guard let folder else { return try TemplateSet.builtin.get() }
    if let set = sets[folder] { return set }
    let set = try TemplateSet(overrides: try TemplateFolder.read(folder), folder: folder)
    sets[folder] = set
    return set
  }
}

/// Reads a folder of templates.
enum TemplateFolder {
  private static let maximumBytes = 1_000_000

  static func read(_ folder: String) throws -> [SourceFile] {
    guard Disk.isFolder(folder) else {
      throw RenderFailure(
        path: folder,
        "the folder of templates that the lock names is not there; give `--templates DIR`, "
          + "or `--templates ''` for the built-in ones")
    }
    var files: [SourceFile] = []
    for entry in try Disk.entries(of: folder) where !entry.name.hasPrefix(".") {
      let path = Path.join(folder, entry.name)
      if entry.name.hasSuffix(".yml") {
        throw RenderFailure(path: path, "templates end in `.yaml`; rename it")
      }
      guard entry.name.hasSuffix(".yaml"), entry.kind != .folder else { continue }
      files.append(
        SourceFile(
          path: entry.name, bytes: try Disk.read(path, limit: maximumBytes, followingLinks: true)))
    }
    return files
  }
}
