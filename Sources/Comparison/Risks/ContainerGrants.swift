import YAML

/// What one container of a pod is granted.
struct ContainerGrants {
  private let container: PodTemplate.Container
  private let pod: PodTemplate

  init(_ container: PodTemplate.Container, in pod: PodTemplate) {
    (self.container, self.pod) = (container, pod)
  }

  var all: [Grant] {
    identity + context + capabilities + seccomp + appArmor + seLinux + ports + environment
  }

  /// The context of a container that sets none.
  static func withoutContext(_ container: PodTemplate.Container) -> Grant {
    Grant(["container", container.name, "securityContext"], at: container.path.key("securityContext"))
  }

  /// Where the container's own security context stands, and that of its pod, which it has precedence over.
  private var own: FieldPath { container.path.key("securityContext") }
  private static let shared = FieldPath().key("securityContext")

  private func subject(_ parts: String...) -> [String] { ["container", container.name] + parts }

  /// A field of the container's security context, else of the pod's.
  private func effective(_ field: String) -> Value? {
    container.content["securityContext"]?[field] ?? pod.spec["securityContext"]?[field]
  }

  private func grant(_ parts: String..., field: String...) -> Grant {
    let steps = FieldPath(field.map(FieldPath.Step.key))
    let path = own.appending(steps)
    return Grant(["container", container.name] + parts, at: path, Self.shared.appending(steps), path)
  }

  private var identity: [Grant] {
    var grants: [Grant] = []
    if effective("runAsNonRoot") != true { grants.append(grant("root", field: "runAsNonRoot")) }
    if effective("runAsUser") == 0 { grants.append(grant("user", field: "runAsUser")) }
    if effective("runAsGroup") == 0 { grants.append(grant("group", field: "runAsGroup")) }
    if effective("windowsOptions")?["hostProcess"] == true {
      grants.append(grant("hostProcess", field: "windowsOptions", "hostProcess"))
    }
    return grants
  }

  private var context: [Grant] {
    let security = container.content["securityContext"]
    var grants: [Grant] = []
    if container.hasNoContext { grants.append(Self.withoutContext(container)) }
    if security?["privileged"] == true {
      grants.append(Grant(subject("privileged"), at: own.key("privileged")))
    }
    if security?["allowPrivilegeEscalation"] != false {
      grants.append(Grant(subject("escalation"), at: own.key("allowPrivilegeEscalation")))
    }
    if security?["readOnlyRootFilesystem"] != true {
      grants.append(Grant(subject("writable root"), at: own.key("readOnlyRootFilesystem")))
    }
    if let mount = security?["procMount"]?.text, mount != "Default" {
      grants.append(Grant(subject("procMount", mount), at: own.key("procMount")))
    }
    return grants
  }

  /// What runtimes give to a container that drops nothing (containerd, CRI-O).
  private static let usualCapabilities = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
  ]

  private var capabilities: [Grant] {
    let list = container.content["securityContext"]?["capabilities"]
    func names(_ field: String) -> [String] {
      (list?[field]?.texts ?? []).map {
        let name = $0.uppercased()
        return name.hasPrefix("CAP_") ? String(name.dropFirst(4)) : name
      }
    }
    let (dropped, added) = (names("drop"), names("add"))
    let kept = dropped.contains("ALL") ? [] : Self.usualCapabilities.filter { !dropped.contains($0) }
    let (drop, add) = (own.key("capabilities", "drop"), own.key("capabilities", "add"))
    return added.map {
      // All of them hold each of them.
      $0 == "ALL" ? Grant(subject("capability"), at: add) : Grant(subject("capability", $0), at: add)
    } + kept.map { Grant(subject("capability", $0), at: drop) }
  }

  private var seccomp: [Grant] {
    let profile = effective("seccompProfile")
    switch profile?["type"]?.text {
    case nil, "Unconfined": return [grant("seccomp", field: "seccompProfile", "type")]
    case "Localhost":
      let name = profile?["localhostProfile"]?.text ?? ""
      return [usual("seccomp", name, field: "seccompProfile", "localhostProfile")]
    default: return []
    }
  }

  private func usual(_ parts: String..., field: String...) -> Grant {
    let steps = FieldPath(field.map(FieldPath.Step.key))
    let path = own.appending(steps)
    return Grant(
      ["container", container.name] + parts, at: path, Self.shared.appending(steps), path, isUsual: true)
  }

  private static let appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/"

  /// Unconfined holds what a pod without a profile may do, and that holds what it may with a profile.
  private var appArmor: [Grant] {
    let profile = effective("appArmorProfile")
    let annotation = pod.metadata?["annotations"]?[Self.appArmorAnnotation + container.name]?.text
    switch profile?["type"]?.text ?? annotation {
    case "Unconfined", "unconfined": return [grant("AppArmor", field: "appArmorProfile", "type")]
    case nil: return [usual("AppArmor", "none", field: "appArmorProfile", "type")]
    case "RuntimeDefault", "runtime/default": return []
    case let name?:
      let local = profile?["localhostProfile"]?.text ?? name
      return [usual("AppArmor", "none", local, field: "appArmorProfile", "localhostProfile")]
    }
  }

  /// Types that keep a container apart (Pod Security Standards, baseline).
  private static let confinedTypes = [
    "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t",
  ]

  private var seLinux: [Grant] {
    guard let options = effective("seLinuxOptions") else { return [] }
    return ["type", "user", "role"].compactMap { field in
      let value = options[field]?.text ?? ""
      let isConfined = field == "type" ? Self.confinedTypes.contains(value) : value.isEmpty
      return isConfined ? nil : grant("SELinux", field, value, field: "seLinuxOptions", field)
    }
  }

  private var ports: [Grant] {
    FieldList(container.content["ports"], "ports").mappings.compactMap { step, port in
      guard case .integer(let number)? = port["hostPort"], number != 0 else { return nil }
      let protocolName = port["protocol"]?.text ?? "TCP"
      return Grant(
        ["hostPort", "\(number)/\(protocolName)"],
        at: container.path.key("ports").appending(step).key("hostPort"))
    }
  }

  /// Secrets as environment variables.
  private var environment: [Grant] {
    let single = FieldList(container.content["env"], "env").mappings.compactMap { step, variable -> Grant? in
      guard let reference = variable["valueFrom"]?["secretKeyRef"] else { return nil }
      let path = container.path.key("env").appending(step).key("valueFrom", "secretKeyRef")
      return Grant(
        ["secret", container.name, reference["name"]?.text ?? "", reference["key"]?.text ?? ""],
        at: path.key("name"), path.key("key"))
    }
    let whole = FieldList(container.content["envFrom"], "envFrom").mappings.compactMap {
      step, source -> Grant? in
      guard let name = source["secretRef"]?["name"]?.text else { return nil }
      return Grant(
        ["secret", container.name, name],
        at: container.path.key("envFrom").appending(step).key("secretRef", "name"))
    }
    return single + whole
  }
}

extension PodTemplate.Container {
  var hasNoContext: Bool {
    guard case .mapping(let members)? = content["securityContext"] else { return true }
    return members.isEmpty
  }
}
