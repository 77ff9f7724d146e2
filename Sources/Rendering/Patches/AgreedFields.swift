import Bytes
import Patches
import Settings
import WorkflowModel
import YAML

/// The fields of an object that others rely on, and no patch may change: who looks for it, what the engine and its pod
/// agree on, and what a setting says.
struct AgreedFields {
  struct Field {
    let place: FieldPlace
    let value: Value?
    let reason: Reason
  }

  enum Reason: Equatable {
    /// Another object, as the cluster sees it.
    case identity
    /// What tntc, selectors and the Service know objects by.
    case label
    case selector
    case engine
    case mount
    case service
    case secret
    case setting(SettingField)
    case canary
    case namespace
  }

  private let workflow: String
  /// The keys of labels that any selector of the manifests asks for.
  private let asked: [String]
  /// The keys of the labels that kustomization.yaml gives the object.
  private let labels: [String]
  /// As the templates made it.
  private let object: Value
  private let kind: String
  private let pod: FieldPlace?
  /// Names of the containers that run the engine's program.
  private let programs: [String]

  init(_ object: Value, of workflow: String, asked: [String], labels: [String]) {
    (self.object, self.workflow, self.asked, self.labels) = (object, workflow, asked, labels)
    kind = object["kind"]?.text ?? ""
    let template = Self.template(kind)
    pod = template.map { $0 + "spec" }
    let containers = pod.flatMap { ($0 + "containers").value(in: object) }?.items ?? []
    let own = [EngineContract.container, EngineContract.triggerContainer]
    programs = containers.filter {
      $0["image"]?.text == EngineContract.imageName || own.contains($0["name"]?.text ?? "")
    }.compactMap { $0["name"]?.text }
  }

  /// Whether an object without it is no workflow any more.
  var isNeeded: Bool {
    let services = [workflow, ReleaseNames.stable(of: workflow), ReleaseNames.canary(of: workflow)]
    return kind == "Deployment" && !programs.isEmpty
      || kind == "Service" && services.contains(object["metadata"]?["name"]?.text ?? "")
  }

  /// The fields that are not as they were.
  func differing(in patched: Value) -> [Field] {
    fields(of: patched).filter { before($0) != $0.value }
  }

  private func before(_ field: Field) -> Value? {
    field.reason == .mount ? .sequence(covering(object, field.place)) : field.place.value(in: object)
  }

  static func template(_ kind: String) -> FieldPlace? {
    switch kind {
    case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job": FieldPlace() + ["spec", "template"]
    case "CronJob": FieldPlace() + ["spec", "jobTemplate", "spec", "template"]
    default: nil
    }
  }

  // MARK: Which they are

  private func fields(of patched: Value) -> [Field] {
    var fields: [Field] = []
    func add(_ place: FieldPlace, _ reason: Reason) {
      fields.append(Field(place: place, value: place.value(in: patched), reason: reason))
    }
    let root = FieldPlace()
    for place in [root + "apiVersion", root + "kind", root + ["metadata", "name"]] { add(place, .identity) }
    add(root + ["metadata", "namespace"], .namespace)
    for key in LabelReader.reserved { add(root + ["metadata", "labels", key], .label) }
    for key in labels { add(root + ["metadata", "labels", key], .setting(.labels)) }
    add(root + ["spec", "selector"], .selector)
    if kind == "NetworkPolicy" { add(root + ["spec", "podSelector"], .selector) }
    if kind == "HTTPRoute", object["metadata"]?["name"]?.text == workflow {
      add(root + ["spec", "rules"], .canary)
    }
    if kind == "ExternalSecret" { add(root + ["spec", "target", "name"], .secret) }
    if kind == "Service", isNeeded {
      add(root + ["spec", "externalName"], .service)
      // Of another type it is still found, but of this one it is a mere name for somebody else.
      let type = root + ["spec", "type"]
      if type.value(in: patched) == "ExternalName" { add(type, .service) }
      for place in ports { add(place, .service) }
    }
    if let template = Self.template(kind) {
      for key in LabelReader.reserved + asked { add(template + ["metadata", "labels", key], .label) }
    }
    if !programs.isEmpty { for (place, reason) in settings { add(place, reason) } }
    for (place, field) in scaling { add(root + "spec" + place, .setting(field)) }
    for (place, reason) in pods(patched) { add(place, reason) }
    for place in probes(patched) { add(place, .engine) }
    for place in namesakes(patched) { add(place, .service) }
    return fields + coverings(patched)
  }

  private var ports: [FieldPlace] {
    let list = FieldPlace() + ["spec", "ports"]
    return (list.value(in: object)?.items ?? []).flatMap { port -> [FieldPlace] in
      guard let number = port["port"].map(FieldPlace.text) else { return [] }
      return ["name", "port", "targetPort", "protocol"].map { list.item("port", number) + $0 }
    }
  }

  private var settings: [(FieldPlace, Reason)] {
    let spec = FieldPlace() + "spec"
    switch kind {
    case "Deployment":
      // The engine is told how much of it runs have.
      let grace = spec + ["template", "spec", "terminationGracePeriodSeconds"]
      return [(spec + "replicas", .setting(.replicas)), (grace, .setting(.grace))]
    case "CronJob":
      return [
        (spec + "schedule", .setting(.triggers)), (spec + "timeZone", .setting(.triggers)),
        (spec + "suspend", .setting(.suspend)),
      ]
    default: return []
    }
  }

  private var scaling: [([String], SettingField)] {
    guard object["metadata"]?["name"]?.text == workflow else { return [] }
    return switch kind {
    case "HorizontalPodAutoscaler":
      [(["minReplicas"], .autoscale), (["maxReplicas"], .autoscale), (["scaleTargetRef"], .autoscale)]
    // One of the two at most.
    case "PodDisruptionBudget": [(["maxUnavailable"], .disruption), (["minAvailable"], .disruption)]
    default: []
    }
  }

  private func pods(_ patched: Value) -> [(FieldPlace, Reason)] {
    guard let pod, !programs.isEmpty else { return [] }
    var fields: [(FieldPlace, Reason)] = []
    for name in programs {
      let container = (pod + "containers").item("name", name)
      fields.append((container + "name", .engine))
      // Of one that is gone no more is told than that.
      if container.value(in: patched) == nil { continue }
      fields.append((container + "image", .setting(.image)))
      fields += ["command", "args"].map { (container + $0, .engine) }
      fields.append(((container + "env").item("name", Self.denoDirectory), .engine))
      for port in (container + "ports").value(in: object)?.items ?? [] {
        guard let number = port["containerPort"].map(FieldPlace.text) else { continue }
        fields.append(((container + "ports").item("containerPort", number), .engine))
      }
      for mount in mounts(container) {
        fields.append(((container + "volumeMounts").item("mountPath", mount), .engine))
      }
    }
    for name in Self.volumes where (pod + "volumes").item("name", name).value(in: object) != nil {
      fields.append(((pod + "volumes").item("name", name), .engine))
    }
    for container in (pod + "initContainers").value(in: object)?.items ?? [] {
      guard let name = container["name"]?.text, container["restartPolicy"] == "Always" else { continue }
      fields.append(((pod + "initContainers").item("name", name) + "image", .setting(.sidecars)))
    }
    return fields
  }

  /// What probes ask the engine for, where they still do.
  private func probes(_ patched: Value) -> [FieldPlace] {
    guard let pod else { return [] }
    var places: [FieldPlace] = []
    for name in programs {
      let container = (pod + "containers").item("name", name)
      for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        let asked = container + [probe, "httpGet"]
        guard asked.value(in: object) != nil, asked.value(in: patched) != nil else { continue }
        places += ["path", "port", "scheme", "host"].map { asked + $0 }
      }
    }
    return places
  }

  /// The names of ports of other containers that a Service would take for one of the engine: it takes the first in the pod,
  /// and a merge puts new containers in front.
  private func namesakes(_ patched: Value) -> [FieldPlace] {
    guard let pod else { return [] }
    let own = programs.flatMap { name in
      (((pod + "containers").item("name", name) + "ports").value(in: object)?.items ?? []).compactMap {
        $0["name"]?.text
      }
    }
    return ["initContainers", "containers"].flatMap { (list: String) -> [FieldPlace] in
      ((pod + list).value(in: patched)?.items ?? []).flatMap { container -> [FieldPlace] in
        guard let name = container["name"]?.text, !programs.contains(name) else { return [] }
        return (container["ports"]?.items ?? []).compactMap { port in
          guard let number = port["containerPort"], let text = port["name"]?.text, own.contains(text) else {
            return nil
          }
          let ports = (pod + list).item("name", name) + "ports"
          return ports.item("containerPort", FieldPlace.text(number)) + "name"
        }
      }
    }
  }

  private static let denoDirectory = "DENO_DIR"
  private static let volumes = ["code", "vendor", "config", "secrets", "token"]

  /// Where files lie that the engine reads or writes.
  private static let folders = [
    EngineContract.codeFolder, EngineContract.configFolder, EngineContract.secretsFolder, "/tmp",
    EngineContract.sharedFolder,
  ]

  private func mounts(_ container: FieldPlace) -> [String] {
    ((container + "volumeMounts").value(in: object)?.items ?? []).compactMap { $0["mountPath"]?.text }
      .filter((Self.folders + [EngineContract.vendorFolder]).contains)
  }

  // MARK: What lies over the engine's folders

  /// For each program the mounts that hide what the engine has in its folders.
  private func coverings(_ patched: Value) -> [Field] {
    guard let pod else { return [] }
    return programs.map { name in
      let place = (pod + "containers").item("name", name) + "volumeMounts"
      return Field(place: place, value: .sequence(covering(patched, place)), reason: .mount)
    }
  }

  /// A path as a mount takes it, which may be written in several ways.
  private func resolved(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Mounts above or below the engine's folders, or on one that is mounted twice.
  private func covering(_ object: Value, _ place: FieldPlace) -> [Value] {
    var seen: Set<ByteKey> = []
    return (place.value(in: object)?.items ?? []).filter { mount in
      let path = resolved(mount["mountPath"]?.text ?? "")
      // Below /tmp a program has its own folders.
      let isInside = Self.folders.contains {
        $0.hasPrefix(path == "/" ? path : "\(path)/") || $0 != "/tmp" && path.hasPrefix("\($0)/")
      }
      return isInside || !seen.insert(ByteKey(path)).inserted
    }
  }
}
