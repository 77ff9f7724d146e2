import Files
import Releases
import Rendering
import Tree
import WorkflowModel
import YAML

extension WorkflowComparison {
  /// What somebody wrote into kustomization.yaml is built too.
  func kustomizationChange() throws -> ObjectChange? {
    guard after != nil else { return nil }
    var (old, new) = (try before?.kustomizationRest() ?? [:], try after?.kustomizationRest() ?? [:])
    let field = RetainedWorkflow.kustomizationField
    if old[field] != new[field] {
      old[field] = old[field] ?? [.string(ReleaseNames.kustomization)]
      new[field] = new[field] ?? [.string(ReleaseNames.kustomization)]
    }
    var fields = ValueComparison.changes(from: .mapping(old), to: .mapping(new))
    if !old.isEmpty || !new.isEmpty { fields += try referredChanges() }
    if fields.isEmpty { return nil }
    return ObjectChange(
      role: .manifest, kind: Risk.kustomization, name: after?.release.workflow ?? "", oldName: nil,
      before: .mapping(old), after: .mapping(new), fields: fields, isKustomization: true)
  }

  /// Only kustomize knows which files outside of the locks a kustomization.yaml builds, directly or through others,
  /// so every one that differs is reported, field by field if it holds one object.
  private func referredChanges() throws -> [FieldChange] {
    var (old, new): (Mapping, Mapping) = ([:], [:])
    let files = (before?.unlistedFiles ?? []) + (after?.unlistedFiles ?? [])
    let paths = Set((files + pointers.before.keys + pointers.after.keys).map(ByteKey.init))
    for file in paths.map(\.text).sorted(by: { $0.precedesByBytes($1) }) {
      let from = try Referred(file, in: before, pointers.before)
      let to = try Referred(file, in: after, pointers.after)
      if from == to { continue }
      let pairs = zip(from.readings, to.readings).filter { $0.0 != $0.1 }
      let told = pairs.first { ($0.0 != nil || !from.isThere) && ($0.1 != nil || !to.isThere) }
      (old[file], new[file]) = told ?? (nil, nil)
    }
    return ValueComparison.changes(from: .mapping(old), to: .mapping(new))
  }
}

/// What a kustomization may refer to: bytes, or something that leads elsewhere.
private struct Referred: Equatable {
  private let bytes: [UInt8]?
  private let pointer: FolderPointer?

  init(_ file: String, in workflow: RetainedWorkflow?, _ pointers: [String: FolderPointer]) throws {
    pointer = pointers[file]
    bytes = pointer == nil ? try workflow?.bytes(of: file) : nil
  }

  var isThere: Bool { bytes != nil || pointer != nil }

  /// The value that it holds, its text, and what no two of them share, as far as there is such a thing.
  var readings: [Value?] {
    if let pointer { return Array(repeating: .string(pointer.text), count: 3) }
    return [
      bytes.flatMap { try? Reader.read($0).valid()?.value },
      bytes.map { .string(String(decoding: $0, as: UTF8.self)) },
      bytes.map { .string(DigestText.of($0)) },
    ]
  }
}

extension WorkflowComparison {
  /// What a kustomization refers to beyond the workflow's own folder: other folders, repositories, charts.
  func outsideReferences(of workflow: RetainedWorkflow) throws -> [String] {
    let rest = try workflow.kustomizationRest()
    var references: [String] = []
    func collect(_ value: Value, where isOutside: (String) -> Bool) {
      switch value {
      case .mapping(let members): for (_, member) in members { collect(member, where: isOutside) }
      case .sequence(let items): for item in items { collect(item, where: isOutside) }
      case .string(let text) where isOutside(text): references.append(text)
      default: break
      }
    }
    for (key, value) in rest {
      let (isPlace, isInline) = (Self.placeFields.contains(key), Self.inlineFields.contains(key))
      collect(value) { entry in
        if Self.leadsOutside(entry) { return true }
        if isInline, Self.isWrittenOut(entry) { return false }
        return (isPlace || isInline) && !holds(entry, workflow)
      }
    }
    return references
  }

  /// Fields with places of what is built: an entry that is not here is fetched.
  private static let placeFields = ["resources", "components", "bases", "crds", "configurations"]

  /// The same, where an entry may be the text of an object too.
  private static let inlineFields = ["generators", "transformers", "validators"]

  private static func isWrittenOut(_ entry: String) -> Bool {
    (try? Reader.read(Array(entry.utf8)).valid()?.value["kind"]) != nil
  }

  private static func leadsOutside(_ text: String) -> Bool {
    if text.utf8.contains(UInt8(ascii: "\n")) { return false }
    return text.split(separator: "/").contains("..")
      || ["://", "git@", "?ref=", "github.com/"].contains { text.contains($0) }
  }

  /// Whether an entry is a file of the folder, or a folder in it that kustomize can build.
  private func holds(_ entry: String, _ workflow: RetainedWorkflow) -> Bool {
    guard let path = path(of: entry, from: "") else { return false }
    // A file that the lock lists can only be missing.
    if workflow.release.ownedFiles.contains(path) || isFile(path, workflow) { return true }
    // What reads as an address is fetched even where there is a folder of that name.
    return !entry.contains { ":@".contains($0) }
      && RetainedWorkflow.kustomizationNames.contains { isFile(Path.join(path, $0), workflow) }
  }

  private func isFile(_ path: String, _ workflow: RetainedWorkflow) -> Bool {
    (try? workflow.bytes(of: path)) != nil
  }

  /// As many as Linux follows.
  private static let mostLinks = 40

  /// The path in the folder that an entry leads to; nil when that is elsewhere.
  private func path(of entry: String, from folder: String, links: Int = mostLinks) -> String? {
    // No file has such a name, so a path that leaves the folder does not come back.
    let root = "/\0/"
    let path = Path.withoutSteps(root + Path.join(folder, entry))
    guard !entry.hasPrefix("/"), path.hasPrefix(root), links > 0 else { return nil }
    let inside = String(path.dropFirst(root.count))
    guard let pointer = pointers.after[inside] else { return inside }
    guard case .link(let target) = pointer else { return nil }
    return self.path(of: target, from: Path.parent(inside), links: links - 1)
  }
}
