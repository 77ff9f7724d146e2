import Comparison
import Testing
import YAML

/// What is routine, and what makes a change more than that: a row each.
struct RoutineTests {
  private static let raised = "from: {}, to: {versions: ['1.0', '1.1'], live: '1.1'}"

  @Test(arguments: [
    ("only code", "{\(raised)}", []),
    (
      "only code of a version that waited",
      "{from: {versions: ['1.0', '1.1']}, to: {versions: ['1.0', '1.1'], live: '1.1'}}", []
    ),
    (
      "a rollback", "{from: {versions: ['1.0', '1.1'], live: '1.1'}, to: {versions: ['1.0', '1.1']}}",
      ["acts"]
    ),
    (
      "a version that waits", "{from: {}, to: {versions: ['1.0', '1.1']}}",
      ["acts", "release", "source", "secrets"]
    ),
    ("a new workflow", "{from: none}", ["acts"]),
    ("a workflow that is removed", "{to: none}", ["acts"]),
    (
      "a pin beside it", "{from: {}, to: {versions: ['1.0', '1.1'], live: '1.1', pin: {version: '1.1'}}}",
      ["acts", "release"]
    ),
    (
      "a bad version beside it",
      "{from: {}, to: {versions: ['1.0', '1.1'], live: '1.1', bad: {'1.0': slow}}}", ["acts", "release"]
    ),
    (
      "other settings beside it",
      "{from: {}, to: {versions: ['1.0', '1.1'], live: '1.1', settings: {keep: 5}}}", ["acts", "release"]
    ),
    (
      "another source folder beside it",
      "{from: {source: a}, to: {versions: ['1.0', '1.1'], live: '1.1', source: b}}", ["release"]
    ),
    (
      "a version that leaves without need",
      "{from: {versions: ['1.0', '0.9', '0.8', '0.7', '0.6']}, to: {versions: ['1.0', '0.9', '0.8', '0.7', '1.1'], live: '1.1'}}",
      ["release", "risks"]
    ),
    (
      "another trigger",
      "{from: {}, to: {versions: ['1.1'], workflow: {triggers: [{type: manual}]}}}",
      ["release", "source", "manifests", "risks"]
    ),
    (
      "a field that does not follow",
      "{\(raised), set: {'deployment/w spec.template.spec.priorityClassName': high}}", ["manifests"]
    ),
    (
      "a file of the code under another name",
      "{\(raised), set: {'deployment/w spec.template.spec.volumes[code].configMap.items[0].path': other.ts}}",
      ["manifests"]
    ),
    (
      "other code mounted",
      "{\(raised), set: {'deployment/w spec.template.spec.volumes[code].configMap.name': other}}",
      ["manifests", "risks"]
    ),
    (
      "a volume of the code that may be missing",
      "{\(raised), set: {'deployment/w spec.template.spec.volumes[code].configMap.optional': true}}",
      ["manifests"]
    ),
    (
      "an object beside it",
      "{\(raised), add: [{apiVersion: v1, kind: ConfigMap, metadata: {name: more}}]}", ["manifests"]
    ),
    (
      "a secret that no node asked for",
      "{from: {}, to: {versions: ['1.0', '1.1'], live: '1.1', code: {'1.1': \"export default (ctx: any) => ctx.secrets.slack;\"}}}",
      ["secrets"]
    ),
    (
      "a risk", "{\(raised), edit: {versions/1.0.yaml: null}}", ["acts", "risks"]
    ),
  ])
  func `a change is routine, or why not`(what: String, row: String, obstacles: [String]) throws {
    let content = try #require(try Reader.read(Array(row.utf8)).valid()?.value)
    let change = try #require(try DifferenceTableTests.change(content))
    #expect(change.obstacles.map(\.rawValue) == obstacles, "\(change.acts) \(change.risks)")
    #expect(change.isRoutine == obstacles.isEmpty)
  }
}
