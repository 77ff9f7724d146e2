import Bytes
import WorkflowModel
import YAML

/// What the API server asks of a pod and its parts, and merging easily breaks: one of several members, or none of a
/// name that was mistyped (Kubernetes, `pkg/apis/core/validation`).
enum PodShape {
  typealias Problem = (place: FieldPlace, reason: String)

  /// - Parameter pod: the place of its spec.
  static func problems(_ object: Value, _ pod: FieldPlace) -> [Problem] {
    let volumes = pod + "volumes"
    var problems = restart(object, pod) + names(volumes, object, of: "volume")
    problems += (volumes.value(in: object)?.items ?? []).flatMap { source($0, volumes) }
    for list in [pod + "initContainers", pod + "containers"] {
      problems += names(list, object, of: "container")
      for container in list.value(in: object)?.items ?? [] {
        guard let name = container["name"]?.text else { continue }
        let place = list.item("name", name)
        if container["image"]?.text?.isEmpty != false {
          let reason =
            "has a container `\(name)` without `image`; is its name right? A patch adds one of another name"
          problems.append((place, reason))
        }
        problems += variables(container, place) + handlers(container, place) + amounts(container, place)
        problems += ports(place + "ports", "containerPort", in: object)
      }
    }
    return problems
  }

  /// Items that others name, each by a DNS label.
  private static func names(_ list: FieldPlace, _ object: Value, of kind: String) -> [Problem] {
    (list.value(in: object)?.items ?? []).compactMap { item in
      guard let name = item["name"]?.text else { return (list, "has a \(kind) without `name`; give it one") }
      if NameRules.isDNSLabel(name) { return nil }
      return (
        list.item("name", name),
        "has a \(kind) `\(name)`; expected a name of at most \(NameRules.maximumLabelLength) of `-a-z0-9`, with a letter "
          + "or digit at both ends"
      )
    }
  }

  private static func variables(_ container: Value, _ place: FieldPlace) -> [Problem] {
    (container["env"]?.items ?? []).compactMap { variable in
      guard let name = variable["name"]?.text else {
        return (place + "env", "has a variable without `name`; give it one")
      }
      let place = (place + "env").item("name", name)
      // What the newest API server takes (`IsRelaxedEnvVarName`).
      guard !name.isEmpty, name.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "=") })
      else { return (place, "has a variable `\(name)`; expected a name of ASCII without `=`") }
      guard variable["valueFrom"] ?? .null != .null, variable["value"]?.text?.isEmpty == false else {
        return nil
      }
      return (place, "has both `value` and `valueFrom` for `\(name)`; set the other one to `null`")
    }
  }

  private static func handlers(_ container: Value, _ place: FieldPlace) -> [Problem] {
    var problems: [Problem] = []
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
      problems += one(of: ["httpGet", "exec", "tcpSocket", "grpc"], container[probe], place + probe)
    }
    for hook in ["postStart", "preStop"] {
      let place = place + ["lifecycle", hook]
      problems += one(of: ["httpGet", "exec", "tcpSocket", "sleep"], container["lifecycle"]?[hook], place)
    }
    return problems
  }

  private static func one(of members: [String], _ value: Value?, _ place: FieldPlace) -> [Problem] {
    guard case .mapping(let mapping)? = value else { return [] }
    let found = members.filter { mapping[$0] ?? .null != .null }
    if found.count == 1 { return [] }
    if found.isEmpty {
      return [(place, "has none of \(quoted(members, ", ")) in `\(place.text)`; name one")]
    }
    return [
      (
        place,
        "has \(quoted(found, " and ")) in `\(place.text)`, where one is expected; set the other one to `null`"
      )
    ]
  }

  private static func amounts(_ container: Value, _ place: FieldPlace) -> [Problem] {
    ["limits", "requests"].flatMap { kind -> [Problem] in
      (container["resources"]?[kind]?.members ?? Mapping()).compactMap { resource, value in
        if value == .null || Quantity(value) != nil { return nil }
        let text = FieldPlace.text(value)
        return (
          place + ["resources", kind, resource],
          "has `\(text)` for \(resource); expected a quantity, like `250m` or `1Gi`"
        )
      }
    }
  }

  /// A volume without a source is an empty folder.
  private static func source(_ volume: Value, _ list: FieldPlace) -> [Problem] {
    guard case .mapping(let members) = volume, let name = members["name"]?.text else { return [] }
    let sources = members.filter { $0.key != "name" && $0.value != .null }.map(\.key)
    if sources.count < 2 { return [] }
    return [
      (
        list.item("name", name),
        "has \(quoted(sources, " and ")) for the volume `\(name)`; set the other one to `null`"
      )
    ]
  }

  private static func restart(_ object: Value, _ pod: FieldPlace) -> [Problem] {
    let place = pod + "restartPolicy"
    // It is the usual one.
    let policy = place.value(in: object)?.text ?? "Always"
    let kind = object["kind"]?.text ?? ""
    let allowed = ["Job", "CronJob"].contains(kind) ? ["OnFailure", "Never"] : ["Always"]
    if allowed.contains(policy) { return [] }
    return [(place, "has `restartPolicy: \(policy)`; a \(kind) takes \(quoted(allowed, " or "))")]
  }

  /// Numbers and names of the ports of a container or a Service.
  static func ports(_ list: FieldPlace, _ key: String, in object: Value) -> [Problem] {
    var seen: Set<ByteKey> = []
    var problems: [Problem] = []
    for port in list.value(in: object)?.items ?? [] {
      let number = port[key] ?? .null
      let place = list.item(key, FieldPlace.text(number))
      guard case .integer(1...65_535) = number else {
        problems.append(
          (place, "has the port `\(FieldPlace.text(number))`; expected a number from 1 to 65535"))
        continue
      }
      guard let name = port["name"]?.text else { continue }
      if !seen.insert(ByteKey(name)).inserted {
        problems.append((place, "has two ports `\(name)` in `\(list.text)`; give one another name"))
      }
    }
    return problems
  }

  private static func quoted(_ names: [String], _ separator: String) -> String {
    names.map { "`\($0)`" }.joined(separator: separator)
  }
}
