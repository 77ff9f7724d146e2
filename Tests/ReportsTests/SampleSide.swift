import Comparison
import Diagnostics
import Rendering
import Settings
import WorkflowModel
import YAML

@testable import Releases
@testable import Tree

/// One side of a comparison: the tree of a workflow `w`, rendered from the built-in templates and then changed as a
/// row of the table says.
///
/// | key | meaning |
/// |---|---|
/// | `versions` | the numbers in the tree; the first is live unless `live` says otherwise (null: none) |
/// | `canary` | `version`, `weight`, and `via`, or for a gateway `gateway` and `hostname` |
/// | `pin` | `version` and `reason` |
/// | `bad` | by number, why it is bad |
/// | `history` | what was live: `version`, and how it `ended` |
/// | `fixes` | by number, the version that it is a fix of |
/// | `taken` | numbers of versions that are not in the tree |
/// | `settings` | as in the lock |
/// | `source` | the folder that the lock records |
/// | `renamed` | the name that the workflow had before |
/// | `code` | by number, the code of the one node where it is not the usual one |
/// | `packages` | the numbers of versions with packages, so with a second ConfigMap |
/// | `workflow` | a merge patch for workflow.yaml |
struct SampleSide {
  private let state: Value
  private let code: [String: String]
  private var release = Release(workflow: "w")
  private var objects: [Value] = []
  private var versionFiles: [String: [UInt8]] = [:]
  private var edits: [(file: String, old: String, new: String)] = []
  /// Whole files that somebody put there, or took away (nil).
  private var puts: [(file: String, text: String?)] = []
  private var pointers: [String: FolderPointer] = [:]

  static let image =
    "registry.example/engine@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

  init(_ state: Value) throws {
    self.state = state
    var code: [String: String] = [:]
    if case .mapping(let given)? = state["code"] { for (number, text) in given { code[number] = text.text } }
    self.code = code
    let numbers = state["versions"]?.texts ?? ["1.0"]
    release.settings = [
      "image": .string(Self.image), "replicas": 2,
    ]
    if let settings = state["settings"] {
      if case .mapping(let merged) = Value.mapping(release.settings).patched(with: settings) {
        release.settings = merged
      }
    }
    let live = state["live"] ?? .string(numbers.first ?? "1.0")
    release.live = try live.text.map { try VersionNumber($0) }
    release.source = state["source"]?.text
    release.renamedFrom = state["renamed"]?.text
    if let canary = state["canary"] { release.canary = try Self.canary(canary) }
    if let pin = state["pin"] {
      release.pin = Pin(try VersionNumber(pin["version"]?.text ?? ""), reason: pin["reason"]?.text)
    }
    if case .sequence(let history)? = state["history"] {
      release.history = try history.compactMap { past in
        let ending = past["ended"]?.text.flatMap(PastVersion.Ending.init)
        return try ending.map { PastVersion(try VersionNumber(past["version"]?.text ?? ""), $0) }
      }
    }
    for number in state["taken"]?.texts ?? [] {
      release.tombstones.append(Tombstone(version: try VersionNumber(number), digest: "sha256:\(number)"))
    }
    try render(numbers)
    for position in release.versions.indices {
      release.versions[position].bad = state["bad"]?[release.versions[position].version.text]?.text
    }
  }

  private static func canary(_ value: Value) throws -> Canary {
    let gateway = value["gateway"]?.text.flatMap { Gateway($0, hostname: value["hostname"]?.text ?? "") }
    let weight = if case .integer(let weight)? = value["weight"] { weight } else { 0 }
    return Canary(
      try VersionNumber(value["version"]?.text ?? ""), weight: weight,
      route: gateway.map(CanaryRoute.gateway)
        ?? value["via"]?.text.flatMap { CanaryRoute($0, gateway: nil) } ?? .replicas)
  }

  private func source(_ number: String) throws -> WorkflowSource {
    let usual: Value = [
      "name": "w", "version": .string(number),
      "triggers": [["type": "manual"], ["type": "cron", "schedule": "30 2 * * *"]],
      "nodes": ["a": ["path": "nodes/a.ts"]],
    ]
    let text = try Emitter.emit([usual.patched(with: state["workflow"] ?? [:])])
    let node = code[number] ?? "export default () => \"\(number)\";\n"
    let packages =
      state["packages"]?.texts.contains(number) == true ? try Self.packages(Array("\(number)\n".utf8)) : []
    return WorkflowSource(
      files: [
        SourceFile(path: "workflow.yaml", bytes: text),
        SourceFile(path: "nodes/a.ts", bytes: Array(node.utf8)),
      ] + packages)
  }

  /// A package of one file, and its lock.
  private static func packages(_ bytes: [UInt8]) throws -> [SourceFile] {
    let file = VendoredFile(name: "npm_x.js", digest: DigestText.of(bytes))
    let lock = VendorLock(packages: [
      VendoredPackage(registry: .npm, name: "x", version: "1.0.0", files: [file])
    ])
    return [
      SourceFile(path: "vendor.lock", bytes: try lock.bytes()), SourceFile(path: file.path, bytes: bytes),
    ]
  }

  private mutating func render(_ numbers: [String]) throws {
    let renderer = Renderer(templates: try TemplateSet())
    var read: [String: (workflow: Workflow, code: VersionCode)] = [:]
    for number in numbers {
      let source = try source(number)
      guard let workflow = WorkflowReader.read(source, path: "workflow.yaml").workflow else { continue }
      let code = TemplateContext.code(workflow, source.parts, digest: source.digest)
      let file = try renderer.version(workflow, code: code).file
      versionFiles[file.path] = file.bytes
      release.versions.append(
        RetainedVersion(
          version: workflow.version, digest: source.digest, fileDigest: DigestText.of(file.bytes),
          parts: code.parts.count, fixes: try state["fixes"]?[number]?.text.map { try VersionNumber($0) }))
      read[number] = (workflow, code)
    }
    let image = ImageReference(release.settings[.image]?.text ?? "") ?? .fallback
    var settings = try Settings(image: image, release.settings)
    guard let live = release.live.flatMap({ read[$0.text] }) else { return }
    settings.namespace = settings.namespace ?? live.workflow.namespace
    if let overlay = settings.overlay {
      let file = try renderer.overlay(overlay, live.workflow)
      versionFiles[file.path] = file.bytes
      release.overlay = overlay.name
      release.overlays = [RetainedOverlay(name: overlay.name, fileDigest: DigestText.of(file.bytes))]
    }
    var track: CanaryTrack?
    if let canary = release.canary, let read = read[canary.version.text] {
      track = CanaryTrack(read.workflow, code: read.code, weight: canary.weight, route: canary.route)
    }
    let files = try renderer.manifests(
      live.workflow, code: live.code, settings: settings, canary: track, taken: [])
    for file in files.files { objects += ManifestObjects.objects(in: file.bytes) }
    let sidecars = SidecarContainer.all(
      live: live.workflow, canary: release.canary.flatMap { read[$0.version.text]?.workflow },
      settings: settings)
    release.sidecars = sidecars.map(\.imageName)
    let resources = ["objects.yaml"] + release.writeOnceFiles.map(\.path)
    versionFiles[ReleaseNames.kustomization] = try Kustomization.render(
      resources: resources, settings: settings, sidecars: sidecars
    )
    .bytes
    (release.settings[.config], release.settings[.dependencies]) = (nil, nil)
  }

  /// Puts values to fields, and takes those away that are null.
  ///
  /// - Parameter changes: by object and path: `deployment/w spec.replicas`.
  mutating func set(_ changes: Value?) throws {
    guard case .mapping(let changes)? = changes else { return }
    for (place, value) in changes {
      let parts = place.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, let position = objects.firstIndex(where: { Self.id($0) == parts[0] }) else {
        throw SampleError(place: place)
      }
      objects[position] = try objects[position].setting(try SamplePath(parts[1]).steps[...], to: value)
    }
  }

  mutating func add(_ more: Value?) { if case .sequence(let more)? = more { objects += more } }

  mutating func remove(_ names: Value?) {
    let names = names?.texts ?? []
    objects.removeAll { names.contains(Self.id($0)) }
  }

  /// Replaces texts in files behind the back of the lock.
  mutating func edit(_ files: Value?) {
    guard case .mapping(let files)? = files else { return }
    for (file, content) in files {
      guard case .mapping(let changes) = content else {
        puts.append((file: file, text: content.text))
        continue
      }
      for (old, new) in changes { edits.append((file, old, new.text ?? "")) }
    }
  }

  /// Puts links and submodules into the folder.
  mutating func point(links: Value?, submodules: Value?) {
    if case .mapping(let links)? = links {
      for (path, target) in links { pointers[path] = .link(to: target.text ?? "") }
    }
    if case .mapping(let commits)? = submodules {
      for (path, commit) in commits { pointers[path] = .repository(at: commit.text ?? "") }
    }
  }

  private static func id(_ object: Value) -> String {
    "\(object["kind"]?.text?.lowercased() ?? "")/\(object["metadata"]?["name"]?.text ?? "")"
  }

  /// The folder as it lies on a disk, with a lock that says that nobody edited it.
  func workflow() throws -> ComparedWorkflow {
    var release = release
    var files = versionFiles
    files["objects.yaml"] = try Emitter.emit(objects)
    let derived =
      (files[ReleaseNames.kustomization] == nil ? [] : [ReleaseNames.kustomization]) + ["objects.yaml"]
    release.derived = DerivedFiles(
      files: derived,
      digest: WorkflowSource(files: derived.map { SourceFile(path: $0, bytes: files[$0] ?? []) }).digest)
    files[Release.lockFile] = try LockFile.encode(release)
    for (file, old, new) in edits {
      let text = files[file].map { String(decoding: $0, as: UTF8.self) } ?? ""
      guard text.contains(old) else { throw SampleError(place: "\(file): \(old)") }
      files[file] = Array(text.replacing(old, with: new).utf8)
    }
    for (file, text) in puts { files[file] = text.map { Array($0.utf8) } }
    return try ComparedWorkflow(path: "deploy/w", files: files, pointers: pointers)
  }
}

struct SampleError: Error { let place: String }

/// A path as the table writes it: `spec.template.spec.containers[engine].env[+]`, `metadata.labels["a/b"]`.
private struct SamplePath {
  enum Step {
    case key(String)
    /// The item with this name, IP address or number; `+` is one more.
    case item(String)
  }

  let steps: [Step]

  init(_ text: String) throws {
    var steps: [Step] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      if rest.first == "." { rest.removeFirst() }
      if rest.hasPrefix("[\"") {
        guard let end = rest.firstRange(of: "\"]") else { throw SampleError(place: text) }
        steps.append(.key(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound])))
        rest = rest[end.upperBound...]
      } else if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else { throw SampleError(place: text) }
        steps.append(.item(String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
      } else {
        let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        steps.append(.key(String(rest[..<end])))
        rest = rest[end...]
      }
    }
    self.steps = steps
  }
}

extension Value {
  fileprivate func setting(_ steps: ArraySlice<SamplePath.Step>, to value: Value) throws -> Value {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch step {
    case .key(let key):
      var mapping = Mapping()
      if case .mapping(let old) = self { mapping = old }
      if rest.isEmpty, case .null = value {
        mapping[key] = nil
      } else {
        mapping[key] = try (mapping[key] ?? .null).setting(rest, to: value)
      }
      return .mapping(mapping)
    case .item(let name):
      var items: [Value] = []
      if case .sequence(let old) = self { items = old }
      if name == "+" { return .sequence(items + [try Value.null.setting(rest, to: value)]) }
      let position = items.firstIndex { $0["name"]?.text == name } ?? Int(name)
      guard let position, items.indices.contains(position) else { throw SampleError(place: name) }
      if rest.isEmpty, case .null = value {
        items.remove(at: position)
      } else {
        items[position] = try items[position].setting(rest, to: value)
      }
      return .sequence(items)
    }
  }
}
