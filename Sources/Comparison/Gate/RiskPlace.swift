package import Diagnostics
import Releases
import Rendering
import Settings
import Tree
import WorkflowModel
package import YAML

/// Where a person writes what causes a risk.
package enum RiskPlace: Sendable, Equatable {
  /// A file of the version's source, and where in it.
  case source(String, Position?)
  /// A setting, by the keys that lead to it.
  case setting([String])
  /// A template of one's own that makes the file, and the field in it.
  case template(String, FieldPath)
  /// A file of the workflow's folder in the tree.
  case tree(String, Position?)
}

/// Finds where the causes of the risks of one workflow are written.
package struct RiskPlaces {
  private let change: WorkflowChange
  private let folder: RetainedWorkflow?
  /// The version that the change brings, else the live one.
  private let version: VersionNumber?
  private let source: WorkflowSource?
  private let workflow: Workflow?
  private let document: Element?
  private let objects: [BuiltObject]

  /// - Parameter change: with its folder.
  package init(_ change: WorkflowChange) {
    (self.change, folder) = (change, change.folder)
    version = change.broughtVersions.first ?? change.after?.live
    source = version.flatMap { try? change.folder?.foundSource(of: $0) }
    workflow = source.flatMap { WorkflowReader.read($0, path: WorkflowSource.workflowFile).workflow }
    document = source?[WorkflowSource.workflowFile].flatMap { Reader.read($0.bytes).root { _ in } }
    objects = change.folder.flatMap { try? $0.build($0.manifests) } ?? []
  }

  /// The best first: where one is not there, as in a repository without the source, the next one stands for it. The last
  /// is a file of the tree.
  package func places(of risk: Risk) -> [RiskPlace] {
    causes(of: risk) + manifest(of: risk) + [file(of: risk)]
  }

  /// The source and the bytes of a file in it, to tell whether the one on disk is the same.
  package func bytes(ofSource path: String) -> [UInt8]? { source?[path]?.bytes }

  /// The tree's file with the version.
  package var versionFile: RiskPlace? { version.map { .tree(ReleaseNames.versionFile($0), nil) } }

  private var isNewVersion: Bool { !change.broughtVersions.isEmpty }

  private func causes(of risk: Risk) -> [RiskPlace] {
    switch risk {
    case .widerNetwork(let node, let targets): reach(node, targets)
    case .networkPolicy, .networkClosed, .networkOpened:
      [.setting(["networkPolicy"])] + (isNewVersion ? [said("contract")].compactMap(\.self) : [])
    case .scheduleAdded(_, let schedule): [trigger(schedule)].compactMap(\.self)
    case .scheduleChanged(_, let path, _, let to):
      path.hasSuffix("suspend")
        ? [.setting(["suspend"]), .setting(["triggers"])]
        : isNewVersion ? [trigger(to)].compactMap(\.self) : [.setting(["triggers"])]
    case .scheduleMoreOften(_, _, _, let to):
      isNewVersion ? [trigger(to)].compactMap(\.self) : [.setting(["triggers"])]
    case .triggerSettings: [.setting(["triggers"]), said("triggers")].compactMap(\.self)
    case .fewerReplicas, .moreReplicas, .replicasLeft:
      [.setting(["replicas"]), .setting(["autoscale"]), .setting(["suspend"])]
    case .namespaceMoves, .secretStays:
      [.setting(["namespace"]), said("deployment", "namespace")].compactMap(\.self)
    case .floatingImage(let image): [sidecar(image) ?? .setting(["image"])]
    case .container(_, let path, _, _): [sidecar(named: path)].compactMap(\.self)
    case .fixLeft(_, _, let files): files.first.map { [.source($0, nil)] } ?? []
    case .nearLimit: [versionFile].compactMap(\.self)
    case .podsRestart: isNewVersion ? [said("version")].compactMap(\.self) : []
    default: []
    }
  }

  /// The dependency, the node or the sidecar that says what is reached.
  private func reach(_ node: String?, _ targets: [NetworkTarget]?) -> [RiskPlace] {
    var places: [RiskPlace] = []
    let target = targets?.first
    if case .dependency(let name)? = target?.origin, !isNewVersion {
      places.append(.setting(["dependencies", name]))
    }
    if let target { places.append(.source(WorkflowSource.workflowFile, target.position)) }
    if let node {
      places += [said("nodes", node, "capabilities"), said("nodes", node)].compactMap(\.self)
      let known = workflow?.nodes.first { $0.name.hasSameBytes(as: node) }
      if let known { places.append(.source(known.path, nil)) }
    }
    return places + [said("contract"), said("nodes")].compactMap(\.self)
  }

  /// A key of workflow.yaml.
  private func said(_ keys: String...) -> RiskPlace? {
    guard let document else { return nil }
    var (element, position) = (document, document.position)
    for key in keys {
      guard let member = element.member(key) else { return nil }
      (element, position) = (member.value, member.keyPosition)
    }
    return .source(WorkflowSource.workflowFile, position)
  }

  private func items(_ key: String) -> [Element] {
    guard case .sequence(let items)? = document?.member(key)?.value.content else { return [] }
    return items
  }

  private func trigger(_ schedule: String?) -> RiskPlace? {
    let field = items("triggers").compactMap { $0.member("schedule")?.value }.first {
      $0.value.text == schedule
    }
    return field.map { .source(WorkflowSource.workflowFile, $0.position) } ?? said("triggers")
  }

  private func sidecar(_ image: String) -> RiskPlace? {
    items("sidecars").compactMap { $0.member("image")?.value }.first { $0.value.text == image }.map {
      .source(WorkflowSource.workflowFile, $0.position)
    }
  }

  /// - Parameter path: of a field of its container.
  private func sidecar(named path: String) -> RiskPlace? {
    items("sidecars").first { item in
      item.member("name")?.value.value.text.map { path.contains("initContainers[\($0)]") } ?? false
    }.map { .source(WorkflowSource.workflowFile, $0.position) }
  }

  // MARK: - The tree

  /// The manifest of the object that a risk is of, before it a template that makes it, and settings that patch it.
  private func manifest(of risk: Risk) -> [RiskPlace] {
    let facts = risk.facts
    guard let id = facts.objects.first,
      let object = objects.first(where: { "\($0.kind.lowercased())/\($0.name)".hasSameBytes(as: id) })
    else { return [] }
    let place = field(facts.path, of: id)
    let root = (try? folder?.bytes(of: object.file)).flatMap { Reader.read($0).root { _ in } }
    // Where a file holds several objects its root is the first.
    let name = root?.member("metadata")?.value.member("name")?.value.value.text
    let isFirst = name?.hasSameBytes(as: object.name) ?? false
    var places = patches
    if change.after?.settings[.templates]?.text != nil { places.append(.template(object.file, place)) }
    places.append(.tree(object.file, isFirst ? root.map { place.position(in: $0) } : nil))
    return places
  }

  /// Patches of the settings that are other ones than before.
  private var patches: [RiskPlace] {
    let (old, new) = (change.before?.settings.mapping(.patches), change.after?.settings.mapping(.patches))
    return (new ?? Mapping()).filter { name, patch in old?[name] != patch }.map {
      .setting([SettingField.patches.key, $0.key])
    }
  }

  /// The field that has this path, or the first that is in it or around it.
  private func field(_ path: String?, of id: String) -> FieldPath {
    let fields = change.differences.first { $0.id.hasSameBytes(as: id) }?.fields.map(\.path) ?? []
    guard let path else { return fields.first ?? FieldPath() }
    return fields.first { $0.text.hasSameBytes(as: path) }
      ?? fields.first { $0.text.hasPrefixBytes(path) || path.hasPrefixBytes($0.text) } ?? FieldPath()
  }

  /// The file of the tree that every risk of its kind has.
  private func file(of risk: Risk) -> RiskPlace {
    switch risk {
    case .build, .notCompared, .floatingImage, .namespaceMoves: .tree(ReleaseNames.kustomization, nil)
    case .rewritten: versionFile ?? .tree(Release.lockFile, nil)
    case .edited(let files): .tree(files.first ?? Release.lockFile, nil)
    default: .tree(Release.lockFile, nil)
    }
  }
}

extension FieldPath {
  /// Where the field is written, or as much of its path as there is.
  package func position(in root: Element) -> Position {
    var (element, position) = (root, root.position)
    for step in steps {
      switch (step, element.content) {
      case (.key(let key), .mapping):
        guard let member = element.member(key) else { return position }
        (element, position) = (member.value, member.keyPosition)
      case (.item(let identity), .sequence(let items)):
        guard let item = items.first(where: { MergeKeys.identity($0.value, identity.keys) == identity })
        else {
          return position
        }
        (element, position) = (item, item.position)
      case (.position(let index), .sequence(let items)) where items.indices.contains(index):
        (element, position) = (items[index], items[index].position)
      default: return position
      }
    }
    return position
  }
}
