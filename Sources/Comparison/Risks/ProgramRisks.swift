import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// Finds changes of what runs in pods that do not come with a version: another program, other arguments, other
/// variables, files laid over the code.
struct ProgramRisks {
  let before: Release
  let after: Release

  func find(in change: ObjectChange) -> [Risk] {
    guard let after = change.after else { return [] }
    let old = change.before.map(PodTemplate.all) ?? []
    return PodTemplate.all(in: after).flatMap { pod in
      old.first { $0.path == pod.path }.map { find(from: $0, to: pod, change) } ?? find(in: pod, change)
    }
  }

  /// The containers of a pod that is new, but for those that run the release's image.
  private func find(in pod: PodTemplate, _ change: ObjectChange) -> [Risk] {
    pod.containers.flatMap { container -> [Risk] in
      let place = Place(object: change.id, container: pod.path.appending(container.path))
      let image = container.content["image"]
      if image?.text == after.image { return [] }
      return [place.risk(isOurs: false, from: nil, to: image)] + Self.floating(image?.text)
    }
  }

  private func find(from old: PodTemplate, to new: PodTemplate, _ change: ObjectChange) -> [Risk] {
    var risks: [Risk] = []
    for container in new.containers {
      let place = Place(object: change.id, container: new.path.appending(container.path))
      if let twin = old.containers.first(where: { $0.name.hasSameBytes(as: container.name) }) {
        risks +=
          ContainerChange(
            old: twin, new: container, pods: (old, new), isRenamed: change.oldName != nil, place: place,
            releases: (before, after)
          ).risks
      } else {
        risks.append(place.risk(isOurs: false, from: nil, to: container.content["image"]))
        risks += Self.floating(container.content["image"]?.text)
      }
    }
    for container in old.containers
    where !new.containers.contains(where: { $0.name.hasSameBytes(as: container.name) }) {
      let place = Place(object: change.id, container: old.path.appending(container.path))
      risks.append(place.risk(isOurs: false, from: container.content["image"], to: nil))
    }
    return risks
  }

  /// The image of a container that is not the release's, which is told of with the release.
  fileprivate static func floating(_ image: String?) -> [Risk] {
    guard let image, ImageReference(image)?.digest == nil else { return [] }
    return [.floatingImage(image)]
  }

  /// A container, for what is told of it.
  fileprivate struct Place {
    let object: String
    let container: FieldPath

    /// - Parameter isOurs: whether the container runs the engine's image, so that a version should decide.
    func risk(
      _ path: FieldPath = FieldPath(), isOurs: Bool, from: Value?, to: Value?
    ) -> Risk {
      let (text, old, new) = (
        container.appending(path).text, from.map(ObjectRisks.text), to.map(ObjectRisks.text)
      )
      return isOurs
        ? .program(object: object, path: text, from: old, to: new)
        : .container(object: object, path: text, from: old, to: new)
    }
  }
}

/// A container that is in both, compared in what makes it run.
private struct ContainerChange {
  let old: PodTemplate.Container
  let new: PodTemplate.Container
  let pods: (old: PodTemplate, new: PodTemplate)
  let isRenamed: Bool
  let place: ProgramRisks.Place
  let releases: (before: Release, after: Release)

  private static let root = FieldPath()

  private var wasOurs: Bool { old.content["image"]?.text == releases.before.image }
  private var isOurs: Bool { new.content["image"]?.text == releases.after.image }
  private var concernsUs: Bool { wasOurs || isOurs }

  var risks: [Risk] {
    image + command + arguments + hooks + variables + sources + (concernsUs ? mounts : [])
  }

  /// The image of the release has a line of its own.
  private var image: [Risk] {
    let risks = wasOurs && isOurs ? [] : changed(Self.root.key("image"))
    return risks.isEmpty || isOurs ? risks : risks + ProgramRisks.floating(new.content["image"]?.text)
  }
  private var command: [Risk] { changed(Self.root.key("command")) }

  private func changed(_ path: FieldPath) -> [Risk] {
    let (from, to) = (old.content.value(at: path), new.content.value(at: path))
    return from == to ? [] : [place.risk(path, isOurs: concernsUs, from: from, to: to)]
  }

  private var arguments: [Risk] {
    let path = Self.root.key("args")
    guard concernsUs else { return changed(path) }
    let (from, to) = (old.content["args"], new.content["args"])
    let (before, after) = (Arguments(from?.texts ?? []), Arguments(to?.texts ?? []))
    let isSame =
      before.rest(isRenamed, releases.before).elementsEqual(after.rest(isRenamed, releases.after)) {
        $0.hasSameBytes(as: $1)
      }
      && !(before.expectsDigest && !after.expectsDigest)
      && !(before.expectsConfigDigest && after.hasConfig && !after.expectsConfigDigest)
    return isSame ? [] : [place.risk(path, isOurs: true, from: from, to: to)]
  }

  /// Commands that the kubelet runs in the container.
  private var hooks: [Risk] {
    let places =
      ["postStart", "preStop"].map { Self.root.key("lifecycle", $0) }
      + ["startupProbe", "readinessProbe", "livenessProbe"].map { Self.root.key($0) }
    let commands = places.map { $0.key("exec", "command") }
    // Without a host requests go to the pod itself.
    let hosts = places.flatMap { [$0.key("httpGet", "host"), $0.key("tcpSocket", "host")] }
    return (commands + hosts).flatMap { new.content.value(at: $0) == nil ? [] : changed($0) }
  }

  /// By which the loader, Deno or the engine load other code, or send requests elsewhere.
  private static let loading = ["LD_", "GLIBC_", "DENO_", "NODE_", "TENTACULAR_", "SSL_CERT_"]
  private static let steering = [
    "PATH", "BASH_ENV", "ENV", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PERL5LIB", "PERL5OPT", "RUBYLIB",
    "RUBYOPT", "JAVA_TOOL_OPTIONS", "GCONV_PATH", "HOSTALIASES", "RESOLV_HOST_CONF", "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY", "NO_PROXY", "NPM_CONFIG_REGISTRY",
  ]

  private var variables: [Risk] {
    let (before, after) = (Self.variables(old), Self.variables(new))
    return (before.map(\.name) + after.map(\.name)).uniqued.compactMap { name in
      let (from, to) = (
        before.last { $0.name.hasSameBytes(as: name) }?.value,
        after.last { $0.name.hasSameBytes(as: name) }?.value
      )
      let isLoading =
        Self.loading.contains { name.hasPrefix($0) } || Self.steering.contains(name.uppercased())
        || concernsUs && (name == "HOME" || name.hasPrefix("KUBERNETES_"))
      // Others from Secrets are told as what they reach.
      if from == to || !isLoading && to?["valueFrom"]?["secretKeyRef"] != nil { return nil }
      return place.risk(
        Self.root.key("env").appending(.item(["name": .string(name)])), isOurs: isLoading,
        from: Self.shown(from), to: Self.shown(to))
    }
  }

  private static func variables(_ container: PodTemplate.Container) -> [(name: String, value: Value)] {
    FieldList(container.content["env"], "env").mappings.map { ($0.item["name"]?.text ?? "", $0.item) }
  }

  private static func shown(_ variable: Value?) -> Value? {
    variable.map { $0["value"] ?? $0["valueFrom"] ?? "" }
  }

  /// Variables from whole ConfigMaps, whose names nothing here tells.
  private var sources: [Risk] {
    func configMaps(_ container: PodTemplate.Container) -> Value {
      .sequence(
        FieldList(container.content["envFrom"], "envFrom").mappings.map(\.item).filter {
          $0["secretRef"] == nil
        })
    }
    let (from, to) = (configMaps(old), configMaps(new))
    if from == to { return [] }
    return [place.risk(Self.root.key("envFrom"), isOurs: concernsUs, from: from, to: to)]
  }
}

extension ContainerChange {
  /// What the engine's container runs and trusts; files over them are other programs.
  private static let programFolders = [
    EngineContract.codeFolder, EngineContract.configFolder, "/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc",
  ]

  private var mounts: [Risk] {
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

/// The arguments of the engine's program, apart from what follows from version and settings.
private struct Arguments {
  private let texts: [String]

  init(_ texts: [String]) { self.texts = texts }

  private static let digest = "--expect-digest"
  private static let configDigest = "--expect-config-digest"
  private static let configFile = "\(EngineContract.configFolder)/\(OverlayFiles.config)"
  private static let dependenciesFile = "\(EngineContract.configFolder)/\(OverlayFiles.dependencies)"

  var expectsDigest: Bool { texts.contains(Self.digest) }
  /// Whether the files of the environment are checked; trees of earlier programs have no digest of them.
  var expectsConfigDigest: Bool { texts.contains(Self.configDigest) }
  var hasConfig: Bool { texts.contains("--config") }

  func rest(_ isRenamed: Bool, _ release: Release) -> [String] {
    var (rest, position): ([String], Int) = ([], 0)
    while position < texts.count {
      let (text, value) = (texts[position], position + 1 < texts.count ? texts[position + 1] : nil)
      let isFollowing =
        switch text {
        case Self.digest, Self.configDigest, "--shutdown-grace": true
        case "--config": value == Self.configFile
        case "--dependencies": value == Self.dependenciesFile
        case "--timeout": texts.first == "trigger"
        case "--data": texts.first == "trigger" && isRenamed
        default: false
        }
      if isFollowing {
        position += 2
        continue
      }
      rest.append(Self.addresses(release.workflow).contains(text) ? "address" : text)
      position += 1
    }
    return rest
  }

  /// Where the triggers post to: a canary gives the live version a Service of its own.
  private static func addresses(_ workflow: String) -> [String] {
    [workflow, ReleaseNames.stable(of: workflow)].map {
      "http://\($0):\(EngineContract.port)\(EngineContract.runPath)"
    }
  }
}

extension [String] {
  /// Each once, in the order of their first places.
  fileprivate var uniqued: [String] {
    var seen: Set<ByteKey> = []
    return filter { seen.insert(ByteKey($0)).inserted }
  }
}
