import WorkflowModel
import YAML

/// What a pod is granted (Pod Security Standards, and what reaches Secrets, tokens and the node).
struct PodGrants {
  private let pod: PodTemplate
  /// Every workflow has this Secret.
  private let ownSecret: String
  /// The release's: a container that runs another one is not the engine, whatever its name.
  private let image: String?

  init(_ pod: PodTemplate, ownSecret: String, image: String?) {
    (self.pod, self.ownSecret, self.image) = (pod, ownSecret, image)
  }

  var all: [Grant] {
    node + account + groups + sysctls + pullSecrets + volumes
      + pod.containers.flatMap { ContainerGrants($0, in: pod).all }
  }

  private static let root = FieldPath()

  private var node: [Grant] {
    var grants = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"].filter {
      pod.spec[$0] == true
    }
    .map { Grant([$0], at: Self.root.key($0)) }
    if pod.spec["hostUsers"] != false {
      grants.append(Grant(["hostUsers"], at: Self.root.key("hostUsers"), isUsual: true))
    }
    return grants
  }

  /// The account's token is mounted unless the pod says otherwise, and the account decides what it opens.
  private var account: [Grant] {
    var grants: [Grant] = []
    if pod.spec["automountServiceAccountToken"] != false {
      grants.append(Grant(["token"], at: Self.root.key("automountServiceAccountToken")))
    }
    let fields = ["serviceAccountName", "serviceAccount"]
    let field = fields.first { !(pod.spec[$0]?.text ?? "").isEmpty } ?? "serviceAccountName"
    let name = pod.spec[field]?.text ?? ""
    let isDefault = name.isEmpty || name == "default"
    grants.append(
      Grant(["account", isDefault ? "default" : name], at: Self.root.key(field), isUsual: isDefault))
    return grants
  }

  private var groups: [Grant] {
    let security = Self.root.key("securityContext")
    var grants: [Grant] = []
    if pod.spec.value(at: security.key("fsGroup")) == 0 {
      grants.append(Grant(["fsGroup"], at: security.key("fsGroup")))
    }
    if case .sequence(let groups)? = pod.spec.value(at: security.key("supplementalGroups")),
      groups.contains(0)
    {
      grants.append(Grant(["supplementalGroups"], at: security.key("supplementalGroups")))
    }
    return grants
  }

  /// Those that one pod can set without harm to others (Pod Security Standards, baseline).
  private static let safeSysctls = [
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
  ]

  private var sysctls: [Grant] {
    let list = Self.root.key("securityContext", "sysctls")
    return FieldList(pod.spec.value(at: list), "sysctls").mappings.compactMap { step, item in
      guard let name = item["name"]?.text, !Self.safeSysctls.contains(name) else { return nil }
      return Grant(["sysctl", name, item["value"]?.text ?? ""], at: list.appending(step).key("value"))
    }
  }

  private var pullSecrets: [Grant] {
    let list = Self.root.key("imagePullSecrets")
    return FieldList(pod.spec["imagePullSecrets"], "imagePullSecrets").mappings.compactMap { step, item in
      item["name"]?.text.map { Grant(["pull", $0], at: list.appending(step).key("name")) }
    }
  }
}

extension PodGrants {
  private var volumes: [Grant] {
    FieldList(pod.spec["volumes"], "volumes").mappings.flatMap { step, volume in
      let place = Self.root.key("volumes").appending(step)
      let mounts = mounts(of: volume["name"]?.text ?? "")
      return hostPath(volume, place, mounts)
        + secrets(volume, place).flatMap { secret in
          mounts.isEmpty
            ? [Grant(["secret", ""] + secret.subject, at: secret.path)]
            : mounts.filter { !isUsual(secret, in: $0) }.map {
              Grant(
                ["secret", $0.container] + secret.subject, at: secret.path, $0.path.key("mountPath"), $0.image
              )
            }
        } + tokens(volume, place)
    }
  }

  /// The engine has the workflow's own Secret, and the pod that triggers it what the engine asks for.
  private func isUsual(_ secret: Secret, in mount: Mount) -> Bool {
    guard secret.isOwn else { return false }
    return mount.isEngine || mount.isTrigger && secret.subject.dropFirst() == [EngineContract.tokenFile]
  }

  private struct Mount {
    let container: String
    let isEngine: Bool
    let isTrigger: Bool
    let image: FieldPath
    let path: FieldPath
    let isReadOnly: Bool
  }

  private func mounts(of volume: String) -> [Mount] {
    pod.containers.flatMap { container in
      FieldList(container.content["volumeMounts"], "volumeMounts").mappings.compactMap { step, mount in
        guard mount["name"]?.text == volume else { return nil }
        let isOwnImage = container.content["image"]?.text == image
        return Mount(
          container: container.name,
          isEngine: isOwnImage && container.name == EngineContract.container,
          isTrigger: isOwnImage && container.name == EngineContract.triggerContainer,
          image: container.path.key("image"),
          path: container.path.key("volumeMounts").appending(step),
          isReadOnly: mount["readOnly"] == true)
      }
    }
  }

  private func hostPath(_ volume: Value, _ place: FieldPath, _ mounts: [Mount]) -> [Grant] {
    guard let path = volume["hostPath"]?["path"]?.text else { return [] }
    let field = place.key("hostPath", "path")
    if mounts.isEmpty { return [Grant(["hostPath", "", path, "read"], at: field)] }
    return mounts.map { mount in
      let subject = ["hostPath", mount.container, path]
      return mount.isReadOnly
        ? Grant(subject + ["read"], at: field, mount.path.key("mountPath"))
        : Grant(subject, at: field, mount.path.key("mountPath"), mount.path.key("readOnly"))
    }
  }

  private struct Secret {
    /// Its name, and its key when only that is mounted.
    let subject: [String]
    let path: FieldPath
    var isOwn = false
  }

  /// Secrets that become files through a volume, of whatever kind.
  private func secrets(_ volume: Value, _ place: FieldPath) -> [Secret] {
    var secrets: [Secret] = []
    if let secret = volume["secret"] {
      let path = place.key("secret", "secretName")
      let name = secret["secretName"]?.text ?? ""
      secrets = keys(secret).map { Secret(subject: [name] + $0, path: path, isOwn: name == ownSecret) }
    }
    let sources = place.key("projected", "sources")
    for (step, source) in FieldList(volume["projected"]?["sources"], "sources").mappings {
      guard let secret = source["secret"] else { continue }
      let path = sources.appending(step).key("secret", "name")
      secrets += keys(secret).map { Secret(subject: [secret["name"]?.text ?? ""] + $0, path: path) }
    }
    guard case .mapping(let members) = volume else { return secrets }
    // CSI drivers, and the file systems that log in with a Secret.
    for (kind, source) in members where !["secret", "projected", "configMap", "downwardAPI"].contains(kind) {
      secrets += references(source, place.key(kind))
    }
    return secrets
  }

  /// The keys that are mounted, each as the end of a subject; an empty end for all.
  private func keys(_ secret: Value) -> [[String]] {
    let items = FieldList(secret["items"], "items").mappings.compactMap { $0.item["key"]?.text }
    return items.isEmpty ? [[]] : items.map { [$0] }
  }

  /// `secretRef`, `nodePublishSecretRef`, `secretName`, `secretProviderClass` and their like.
  private func references(_ source: Value, _ place: FieldPath) -> [Secret] {
    guard case .mapping(let members) = source else { return [] }
    return members.flatMap { key, value -> [Secret] in
      let isSecret = key.lowercased().contains("secret") && key != "secretNamespace"
      switch value {
      case .string(let text) where isSecret: return [Secret(subject: [key, text], path: place.key(key))]
      case .mapping where isSecret:
        guard let name = value["name"]?.text else { return [] }
        return [Secret(subject: [name], path: place.key(key, "name"))]
      case .mapping: return references(value, place.key(key))
      default: return []
      }
    }
  }

  /// Tokens and certificates of the pod's account that are files of a projected volume.
  private func tokens(_ volume: Value, _ place: FieldPath) -> [Grant] {
    let sources = place.key("projected", "sources")
    return FieldList(volume["projected"]?["sources"], "sources").mappings.flatMap { step, source -> [Grant] in
      ["serviceAccountToken", "podCertificate"].compactMap { kind in
        guard let token = source[kind] else { return nil }
        let audience = token["audience"]?.text ?? token["signerName"]?.text ?? ""
        return Grant(["projected", kind, audience], at: sources.appending(step).key(kind))
      }
    }
  }
}
