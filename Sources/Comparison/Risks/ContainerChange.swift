import Releases
import YAML

/// A container that is in both, compared in what makes it run.
struct ContainerChange {
  let old: PodTemplate.Container
  let new: PodTemplate.Container
  let pods: (old: PodTemplate, new: PodTemplate)
  let isRenamed: Bool
  let place: ProgramRisks.Place
  let releases: (before: Release, after: Release)

  static let root = FieldPath()

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
  /// A command without a slash at its beginning is another one in another folder.
  private var command: [Risk] { ["command", "workingDir"].flatMap { changed(Self.root.key($0)) } }

  private func changed(_ path: FieldPath) -> [Risk] {
    let (from, to) = (old.content.value(at: path), new.content.value(at: path))
    return from == to ? [] : [place.risk(path, isOurs: concernsUs, from: from, to: to)]
  }

  private var arguments: [Risk] {
    let path = Self.root.key("args")
    guard concernsUs else { return changed(path) }
    let (from, to) = (old.content["args"], new.content["args"])
    let (before, after) = (EngineArguments(from?.texts ?? []), EngineArguments(to?.texts ?? []))
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
      // Others from Secrets are reported as what they reach.
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

extension [String] {
  /// Each once, in the order of their first places.
  fileprivate var uniqued: [String] {
    var seen: Set<ByteKey> = []
    return filter { seen.insert(ByteKey($0)).inserted }
  }
}
