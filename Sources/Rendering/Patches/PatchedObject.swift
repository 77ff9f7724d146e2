import Patches
import Settings
import WorkflowModel
import YAML

/// What kustomize or the API server refuse of an object whoever it is.
enum PatchedObject {
  /// - Returns: where, and why, as in "an object that …"; what was wrong before is not told.
  static func problems(_ object: Value, before: Value) -> [(place: FieldPlace, reason: String)] {
    let known = found(before)
    return found(object).filter { problem in
      !known.contains { $0.place == problem.place && $0.reason == problem.reason }
    }
  }

  private static func found(_ object: Value) -> [(place: FieldPlace, reason: String)] {
    var problems = annotations(object) + emission(object) + texts(FieldPlace() + "metadata", object)
    problems += SpecShape.problems(object)
    guard let kind = object["kind"]?.text, let template = AgreedFields.template(kind) else { return problems }
    problems += texts(template + "metadata", object)
    let pod = template + "spec"
    problems += PodShape.problems(object, pod)
    let volumes = (pod + "volumes").value(in: object)?.items ?? []
    problems += repeated("name", pod + "volumes", volumes)
    var names: [Value] = []
    for list in ["initContainers", "containers"] {
      let containers = (pod + list).value(in: object)?.items ?? []
      names += containers
      for container in containers {
        guard let name = container["name"]?.text else { continue }
        problems += self.container(
          container, (pod + list).item("name", name), volumes.compactMap { $0["name"]?.text })
      }
    }
    return problems + repeated("name", pod + "containers", names)
  }

  private static func container(
    _ container: Value, _ place: FieldPlace, _ volumes: [String]
  ) -> [(place: FieldPlace, reason: String)] {
    let mounts = container["volumeMounts"]?.items ?? []
    var problems = repeated("mountPath", place + "volumeMounts", mounts)
    for mount in mounts {
      guard let name = mount["name"]?.text, !volumes.contains(where: { $0.hasSameBytes(as: name) }) else {
        continue
      }
      problems.append(
        (
          (place + "volumeMounts").item("name", name),
          "mounts the volume `\(name)`, which its pod does not have; name it in `volumes` too"
        ))
    }
    let variables = container["env"]?.items ?? []
    problems += repeated("name", place + "env", variables)
    for variable in variables {
      guard let name = variable["name"]?.text, let value = variable["value"], value.text == nil else {
        continue
      }
      problems.append(((place + "env").item("name", name) + "value", notText(value, of: name)))
    }
    for (resource, value) in container["resources"]?["limits"]?.members ?? Mapping() {
      guard let request = container["resources"]?["requests"]?[resource],
        let (limit, asked) = quantities(value, request), limit < asked
      else { continue }
      problems.append(
        (
          place + ["resources", "limits", resource],
          "has a limit of \(resource), `\(FieldPlace.text(value))`, below its request, `\(FieldPlace.text(request))`, and no "
            + "such pod is taken; raise the limit or lower the request"
        ))
    }
    return problems
  }

  /// Labels and annotations are texts, whatever YAML reads, and of a form of their own.
  private static func texts(
    _ metadata: FieldPlace, _ object: Value
  ) -> [(place: FieldPlace, reason: String)] {
    ["labels", "annotations"].flatMap { (kind: String) -> [(place: FieldPlace, reason: String)] in
      ((metadata + kind).value(in: object)?.members ?? Mapping()).compactMap { key, value in
        let place = metadata + kind + key
        guard let text = value.text else { return (place, notText(value, of: key)) }
        let isLabel = kind == "labels"
        let problem =
          LabelReader.problem(withKey: key, isAnnotation: !isLabel)
          ?? (isLabel ? LabelReader.problem(withValue: text) : nil)
        return problem.map { (place, "has \(kind) that are refused: \($0)") }
      }
    }
  }

  private static func notText(_ value: Value, of key: String) -> String {
    "has `\(JSON.compact(value))` for `\(key)`, which has to be text; write it in quotes"
  }

  private static func quantities(_ left: Value, _ right: Value) -> (Quantity, Quantity)? {
    guard let left = Quantity(FieldPlace.text(left)), let right = Quantity(FieldPlace.text(right)) else {
      return nil
    }
    return (left, right)
  }

  /// Items that are told by a key, and of which the API server takes one alone.
  private static func repeated(
    _ key: String, _ list: FieldPlace, _ items: [Value]
  ) -> [(place: FieldPlace, reason: String)] {
    var seen: Set<ByteKey> = []
    return items.compactMap { $0[key]?.text }.filter { !seen.insert(ByteKey($0)).inserted }.map {
      (list.item(key, $0), "has two items with the \(key) `\($0)` in `\(list.text)`")
    }
  }

  private static func annotations(_ object: Value) -> [(place: FieldPlace, reason: String)] {
    (object["metadata"]?["annotations"]?.members.keys ?? []).filter(NonText.isReadFrom).map { key in
      (
        FieldPlace() + ["metadata", "annotations", key],
        "kustomize cannot build, as it takes the key of the annotation `\(key)` for a number, a date, a boolean or null; "
          + "give it another one, like `example.com/\(key)`"
      )
    }
  }

  private static func emission(_ object: Value) -> [(place: FieldPlace, reason: String)] {
    do {
      _ = try Emitter.emit([object])
      return []
    } catch {
      return [(FieldPlace(), "no YAML can hold: \(error.message)")]
    }
  }
}
