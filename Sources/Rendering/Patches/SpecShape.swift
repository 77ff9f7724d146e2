import YAML

/// What the API server asks of the spec around a pod, and of a Service (Kubernetes, `pkg/apis/apps/validation`,
/// `batch/validation` and `core/validation`).
enum SpecShape {
  typealias Problem = (place: FieldPlace, reason: String)

  private static let spec = FieldPlace() + "spec"

  static func problems(_ object: Value) -> [Problem] {
    switch object["kind"]?.text {
    case "Deployment": strategy(object) + deadline(object) + negatives(object)
    case "Service": service(object)
    case let kind?: AgreedFields.template(kind) == nil ? [] : negatives(object)
    case nil: []
    }
  }

  private static func strategy(_ object: Value) -> [Problem] {
    let strategy = object["spec"]?["strategy"]
    guard case .mapping(let rolling)? = strategy?["rollingUpdate"] else { return [] }
    let place = spec + ["strategy", "rollingUpdate"]
    if strategy?["type"] == "Recreate" {
      return [(place, "has `rollingUpdate` beside `type: Recreate`; set it to `null`")]
    }
    let isStuck = ["maxSurge", "maxUnavailable"].allSatisfy { rolling[$0] == 0 || rolling[$0] == "0%" }
    return isStuck
      ? [(place, "has no `maxSurge` and no `maxUnavailable`, and could replace no pod; raise one of them")]
      : []
  }

  private static func deadline(_ object: Value) -> [Problem] {
    let place = spec + "progressDeadlineSeconds"
    guard case .integer(let ready)? = object["spec"]?["minReadySeconds"],
      case .integer(let progress) = place.value(in: object) ?? .integer(usualDeadline), ready >= progress
    else { return [] }
    return [
      (
        place,
        "has `minReadySeconds: \(ready)`, which has to be less than `progressDeadlineSeconds`, \(progress)"
      )
    ]
  }

  private static let usualDeadline = 600

  private static func service(_ object: Value) -> [Problem] {
    let list = spec + "ports"
    var problems = PodShape.ports(list, "port", in: object)
    let ports = list.value(in: object)?.items ?? []
    for port in ports where ports.count > 1 && port["name"]?.text == nil {
      let number = FieldPlace.text(port["port"] ?? .null)
      problems.append(
        (list.item("port", number), "has several ports, and none of `\(number)`'s name; give it a `name`"))
    }
    return problems
  }

  // MARK: Numbers

  /// Of all numbers of a workload these alone may be below zero.
  private static let signed = ["priority", "tolerationSeconds"]

  private static func negatives(_ object: Value) -> [Problem] {
    object["spec"].map { negatives($0, spec) } ?? []
  }

  private static func negatives(_ value: Value, _ place: FieldPlace) -> [Problem] {
    switch value {
    case .integer(let number) where number < 0:
      [(place, "has `\(number)` in `\(place.text)`; expected no number below 0")]
    case .mapping(let members):
      members.flatMap { key, value in signed.contains(key) ? [] : negatives(value, place + key) }
    case .sequence(let items):
      items.flatMap { item in negatives(item, item["name"]?.text.map { place.item("name", $0) } ?? place) }
    default: []
    }
  }
}
