import Files
import Releases
import Rendering
import WorkflowModel
import YAML

extension ContainerChange {
  /// What the engine's container runs and trusts; files over them are other programs.
  private static let programFolders = [
    EngineContract.codeFolder, EngineContract.configFolder, "/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc",
  ]

  var mounts: [Risk] {
    let before = Self.mounts(old, in: pods.old)
    return Self.mounts(new, in: pods.new).compactMap { mount in
      guard Self.programFolders.contains(where: { Self.overlap($0, mount.folder) }), !isOwn(mount) else {
        return nil
      }
      let twin = before.first { $0.folder.hasSameBytes(as: mount.folder) }
      if let twin, twin.source == mount.source, twin.part == mount.part { return nil }
      return place.risk(
        Self.root.key("volumeMounts").appending(mount.step), isOurs: true, from: twin?.source,
        to: mount.source ?? "nothing")
    }
  }

  private struct Mount {
    let step: FieldPath.Step
    let folder: String
    /// The volume, without its name.
    let source: Value?
    let part: Value?
  }

  private static func mounts(_ container: PodTemplate.Container, in pod: PodTemplate) -> [Mount] {
    let volumes = FieldList(pod.spec["volumes"], "volumes").mappings.map(\.item)
    return FieldList(container.content["volumeMounts"], "volumeMounts").mappings.map { step, mount in
      let source = volumes.first { $0["name"] == mount["name"] }
      return Mount(
        step: step, folder: Path.withoutSteps(mount["mountPath"]?.text ?? ""),
        source: source?.patched(with: ["name": .null]), part: mount["subPath"] ?? mount["subPathExpr"])
    }
  }

  private static func overlap(_ one: String, _ other: String) -> Bool {
    let (one, other) = (one == "/" ? "/" : "\(one)/", other == "/" ? "/" : "\(other)/")
    return one.hasPrefix(other) || other.hasPrefix(one)
  }

  /// The ConfigMaps of what the release says is live or runs as canary: those of one version alone.
  private func isOwn(_ mount: Mount) -> Bool {
    guard mount.part == nil, let source = mount.source, let names = Self.configMaps(source) else {
      return false
    }
    let release = releases.after
    switch mount.folder {
    case EngineContract.codeFolder, EngineContract.vendorFolder:
      return [release.live, release.canary?.version].compactMap(\.self).contains { version in
        let own = release.codeConfigMaps(of: version)
        return names.allSatisfy { name in own.contains(where: name.hasSameBytes) }
      }
    case EngineContract.configFolder:
      return names == release.overlay.map { [ReleaseNames.overlayConfigMap(release.workflow, $0)] }
    default: return false
    }
  }

  /// The ConfigMaps of a volume; nil where it has something else.
  private static func configMaps(_ volume: Value) -> [String]? {
    if let name = volume["configMap"]?["name"]?.text { return [name] }
    guard case .sequence(let sources)? = volume["projected"]?["sources"], !sources.isEmpty else { return nil }
    let names = sources.compactMap { source -> String? in
      guard case .mapping(let members) = source, members.count == 1 else { return nil }
      return source["configMap"]?["name"]?.text
    }
    return names.count == sources.count ? names : nil
  }
}
