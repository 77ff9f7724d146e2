import Releases
import Rendering
import Tree
import WorkflowModel
import WorkflowSecrets
import YAML

/// Whether a change of a workflow is routine: a new version of its code goes live, and nothing else is other than
/// what follows from that.
package enum Routine {
  /// Why a change is not routine.
  package enum Obstacle: String, Sendable, CaseIterable {
    /// More happens than that the next version goes live: a pin, a canary, a rollback, a version that waits or is bad.
    case acts
    /// The lock says more than that: settings, a source, versions that are other ones or leave without need.
    case release
    /// Other files of the version than its code: workflow.yaml beyond version and description, packages, import maps.
    case source
    /// Objects that come or go, or fields that do not follow from the version.
    case manifests
    /// A node asks for a secret that it did not ask for.
    case secrets
    /// A risk other than that pods restart.
    case risks
    /// Another tntc rendered one of the sides, or that is not known.
    case rendering
    /// Two environments are compared, and nothing is merged.
    case environments
  }
}

extension WorkflowChange {
  package var isRoutine: Bool { obstacles.isEmpty }
}

/// Finds what makes a change of a workflow more than routine.
struct RoutineCheck {
  let before: RetainedWorkflow
  let after: RetainedWorkflow
  let acts: [Act]
  let objects: [ObjectChange]
  let sources: [SourcePair]
  let risks: [Risk]

  func obstacles() throws -> [Routine.Obstacle] {
    var obstacles: [Routine.Obstacle] = []
    if !isOneRelease { obstacles.append(.acts) }
    if !after.release.isNextVersion(of: before.release) { obstacles.append(.release) }
    if !isCode { obstacles.append(.source) }
    if !objects.allSatisfy(follows) { obstacles.append(.manifests) }
    if try asksForMore() { obstacles.append(.secrets) }
    if !risks.allSatisfy({ if case .podsRestart = $0 { true } else { false } }) { obstacles.append(.risks) }
    return obstacles
  }

  /// Versions that retention drops go by themselves.
  private var isOneRelease: Bool {
    var raised = 0
    for act in acts {
      switch act {
      case .raised: raised += 1
      case .dropped: break
      default: return false
      }
    }
    return raised == 1
  }

  /// The one version that goes live, and the one that was live.
  private var versions: (old: Version, new: Version)? {
    guard sources.count == 1, let pair = sources.first, pair.change.role == .live, let old = pair.from,
      let new = pair.to
    else { return nil }
    return (old, new)
  }

  /// Whether the files that differ are below `nodes/`, and workflow.yaml says the same.
  private var isCode: Bool {
    guard let (old, new) = versions else { return false }
    let paths = Set((old.source.files + new.source.files).map { ByteKey($0.path) })
    return paths.allSatisfy { key in
      let (left, right) = (old.source[key.text]?.bytes, new.source[key.text]?.bytes)
      if left == right || key.text.hasPrefixBytes("\(WorkflowSource.nodesFolder)/") { return true }
      guard key.text.hasSameBytes(as: WorkflowSource.workflowFile), let left, let right,
        let said = Self.said(left), let says = Self.said(right)
      else { return false }
      return said == says
    }
  }

  /// The content of a workflow.yaml without the fields that may differ in every version.
  private static func said(_ bytes: [UInt8]) -> Mapping? {
    guard case .mapping(var values)? = try? Reader.read(bytes).valid()?.value else { return nil }
    (values["version"], values["description"]) = (nil, nil)
    return values
  }

  private func asksForMore() throws -> Bool {
    guard let (old, new) = versions, let workflow = new.workflow else { return true }
    let (had, has) = (try needs(old, before), try needs(new, after))
    return workflow.nodes.contains { node in
      switch (had?.need(of: node.name), has?.need(of: node.name)) {
      case (.everything?, _?): false
      case (.services(let known)?, .services(let all)?): !all.isSubset(of: known)
      default: true
      }
    }
  }

  private func needs(_ version: Version, _ side: RetainedWorkflow) throws -> SecretNeeds? {
    guard let workflow = version.workflow else { return nil }
    return SecretNeeds(
      version.source, nodes: workflow.nodes, contract: workflow.contract,
      filled: workflow.contract?.filled(with: try side.filling())
    ) { $0 }
  }

  /// Whether an object is as before except for what every version brings.
  private func follows(_ object: ObjectChange) -> Bool {
    guard object.action == .changed, object.oldName == nil || object.role == .code else { return false }
    let consequences = Consequences(from: before.release, to: after.release)
    return object.fields.allSatisfy { field in
      consequences.hold(field, of: object) || CodeVolume.holds(field.path, of: object)
    }
      && (object.kind != "Deployment" || mountsCode(object))
  }

  /// Whether the volumes of the code are those of the version that is live, and nothing else.
  private func mountsCode(_ object: ObjectChange) -> Bool {
    guard let live = after.release.live, let version = after.release[live], let content = object.after else {
      return false
    }
    let names = ReleaseNames.codeConfigMaps(after.release.workflow, live, parts: version.parts)
    return CodeVolume.all(in: content).allSatisfy { CodeVolume.mounts($0, of: names) }
  }
}

/// The volumes of a pod that hold a version: its own files, and the packages beside them.
private enum CodeVolume {
  private static let names = ["code", "vendor"]
  private static let list = FieldPath().key("spec", "template", "spec", "volumes")

  /// Whether a field says which ConfigMaps and which files of them the volume has.
  static func holds(_ path: FieldPath, of object: ObjectChange) -> Bool {
    guard object.kind == "Deployment", object.role == .manifest else { return false }
    return names.contains { name in
      let volume = list.appending(.item(["name": .string(name)]))
      return path.steps.starts(with: volume.steps) && path.steps.count > volume.steps.count
    }
  }

  static func all(in deployment: Value) -> [Value] {
    guard case .sequence(let volumes)? = deployment.value(at: list) else { return [] }
    return volumes.filter { volume in volume["name"]?.text.map(names.contains) ?? false }
  }

  /// Whether it holds ConfigMaps of these names alone, each file where its key says.
  static func mounts(_ volume: Value, of configMaps: [String]) -> Bool {
    guard has(volume, only: ["name", "configMap", "projected"]) else { return false }
    var sources: [Value] = []
    if let configMap = volume["configMap"] { sources.append(configMap) }
    if let projected = volume["projected"] {
      guard has(projected, only: ["sources"]), case .sequence(let items)? = projected["sources"] else {
        return false
      }
      for item in items {
        guard has(item, only: ["configMap"]), let configMap = item["configMap"] else { return false }
        sources.append(configMap)
      }
    }
    return !sources.isEmpty && sources.allSatisfy { isCode($0, configMaps) }
  }

  private static func isCode(_ source: Value, _ configMaps: [String]) -> Bool {
    guard has(source, only: ["name", "items"]), let name = source["name"]?.text,
      configMaps.contains(where: name.hasSameBytes)
    else { return false }
    guard let items = source["items"] else { return true }
    guard case .sequence(let files) = items else { return false }
    return files.allSatisfy { file in
      guard has(file, only: ["key", "path"]), let key = file["key"]?.text, let path = file["path"]?.text
      else { return false }
      return ConfigMapKey.path(forKey: key).hasSameBytes(as: path)
    }
  }

  private static func has(_ value: Value, only keys: [String]) -> Bool {
    guard case .mapping(let members) = value else { return false }
    return members.keys.allSatisfy { key in keys.contains(where: key.hasSameBytes) }
  }
}
