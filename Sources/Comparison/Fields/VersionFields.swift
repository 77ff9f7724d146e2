import WorkflowModel
import YAML

/// The fields in which tntc's own templates write the version, or what is named after it. Only there does a change
/// follow from a change of version; the same texts anywhere else were written by a person.
struct VersionFields {
  private static let label = "app.kubernetes.io/version"
  /// The labels of an object, of the pods of a Deployment or its like, of the Jobs of a CronJob and of their pods.
  private static let labelled: [[String]] = [
    [], ["spec", "template"], ["spec", "jobTemplate"], ["spec", "jobTemplate", "spec", "template"],
  ]
  /// The engine gets the digest of its version as an argument.
  private static let arguments = FieldPath().key("spec", "template", "spec", "containers")
    .appending(.item(["name": .string(EngineContract.container)])).key("args")
  private static let digestFlag: Value = "--expect-digest"

  static func isVersion(_ path: FieldPath) -> Bool {
    labelled.contains { parents in
      path.steps == (parents + ["metadata", "labels", label]).map(FieldPath.Step.key)
    }
  }

  /// - Parameter object: as it is on both sides.
  static func isDigest(_ path: FieldPath, in object: ObjectChange) -> Bool {
    guard object.kind == "Deployment", case .position(let position)? = path.steps.last, position > 0,
      Array(path.steps.dropLast()) == arguments.steps
    else { return false }
    let flag = arguments.appending(.position(position - 1))
    return [object.before, object.after].allSatisfy { $0?.value(at: flag) == digestFlag }
  }
}
