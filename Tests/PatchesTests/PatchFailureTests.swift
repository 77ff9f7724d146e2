import Patches
import TestSupport
import Testing
import YAML

/// What is wrong with a patch, and where.
@Suite struct PatchFailureTests {
  private static let usual = "{kind: Deployment}"

  /// A target, a patch, and the problem as `path: message begins`.
  static let readings: [(String, String, String)] = [
    ("[]", "{spec: {}}", "target: a list; expected a mapping"),
    ("{}", "{spec: {}}", "target: `kind` is missing"),
    ("{kind: 1}", "{spec: {}}", "target.kind: a number; expected text"),
    ("{kind: deploy*}", "{spec: {}}", "target.kind: `deploy*` is not a Kubernetes kind"),
    (
      "{kind: A, namespace: x}", "{spec: {}}",
      "target.namespace: unknown key; expected `kind`, `name`, `labelSelector`"
    ),
    ("{kind: A, name: web-.*}", "{spec: {}}", "target.name: `web-.*` looks like a regular expression"),
    ("{kind: A, name: Web}", "{spec: {}}", "target.name: `Web` is not a Kubernetes name"),
    ("{kind: A, name: '{nam}'}", "{spec: {}}", "target.name: `{nam}` looks like a regular expression"),
    ("{kind: A, labelSelector: {a: b}}", "{spec: {}}", "target.labelSelector: a mapping; expected text"),
    ("{kind: A, labelSelector: a in b}", "{spec: {}}", "target.labelSelector: found `b`, expected `(`"),
    (
      "{kind: A, labelSelector: ''}", "{spec: {}}",
      "target.labelSelector: found the end, expected the key of a label"
    ),
    (
      "{kind: A, labelSelector: 'a=b c'}", "{spec: {}}",
      "target.labelSelector: found `c`, expected `,` or the end"
    ),
    ("{kind: A, labelSelector: '-a'}", "{spec: {}}", "target.labelSelector: `-a` is not a label key"),
    ("{kind: A, labelSelector: 'a=-'}", "{spec: {}}", "target.labelSelector: `-` is not a label value"),
    (usual, "1", "patch: a number; expected a mapping"),
    (
      usual, "[\(Array(repeating: "{op: remove, path: /a}", count: 1001).joined(separator: ","))]",
      "patch: 1001 operations; the limit is 1000"
    ),
    (
      usual, "[{op: remove, path: \(String(repeating: "/a", count: 101))}]",
      "patch[0].path: nests deeper than 100 levels"
    ),
    (
      usual,
      "{a: &a \(String(repeating: "x", count: 2000)), b: &b [\(Array(repeating: "*a", count: 30).joined(separator: ","))], "
        + "c: [\(Array(repeating: "*b", count: 30).joined(separator: ","))]}",
      "patch: makes more than 1572864 bytes"
    ),
    (usual, "text", "patch: text that holds neither; expected a mapping"),
    (usual, "{}", "patch: the patch is empty"),
    (usual, "''", "patch: the patch is empty"),
    (usual, "'{a'", "patch: neither YAML nor JSON: line 1"),
    (usual, "{spec: {$patch: remove}}", "patch.spec.$patch: `$patch` is remove; expected `delete`"),
    (usual, "{spec: {$retainKeys: [a]}}", "patch.spec.$retainKeys: kustomize does not know"),
    (usual, "{spec: {$setElementOrder/x: [a]}}", "patch.spec.$setElementOrder/x: kustomize does not know"),
    (
      usual, "{spec: [{$deleteFromPrimitiveList/x: [a]}]}",
      "patch.spec[0].$deleteFromPrimitiveList/x: kustomize does"
    ),
    (usual, "{$patch: replace, spec: {}}", "patch.$patch: kustomize does not replace a whole object"),
    (usual, "{metadata: {labels: null}}", "patch.metadata.labels: kustomize ignores `null` here"),
    (
      usual, "{metadata: {annotations: {a/b: null}}}",
      "patch.metadata.annotations.a/b: kustomize turns it into the text"
    ),
    (usual, "{metadata: {annotations: {a: [b]}}}", "patch.metadata.annotations.a: a list; expected text"),
    (usual, "[a]", "patch[0]: text; expected an operation"),
    (usual, "[{path: /a}]", "patch[0]: `op` is missing; expected `add`, `remove`"),
    (usual, "[{op: set, path: /a}]", "patch[0].op: `set` is not an operation"),
    (usual, "[{op: remove}]", "patch[0]: `remove` needs `path`, which is missing"),
    (usual, "[{op: add, path: /a}]", "patch[0]: `add` needs `value`, which is missing"),
    (usual, "[{op: copy, path: /a}]", "patch[0]: `copy` needs `from`, which is missing"),
    (usual, "[{op: remove, path: a}]", "patch[0].path: `a` is not a JSON pointer"),
    (usual, "[{op: remove, path: /a~2}]", "patch[0].path: `/a~2` is not a JSON pointer"),
    (
      usual,
      "[{op: replace, path: '', value: "
        + "{}}]", "patch[0].path: `replace` cannot change the whole object"
    ),
    (usual, "[{op: move, from: /a, path: /a/b}]", "patch[0].path: a value cannot be moved into itself"),
    (usual, "[{op: move, from: /metadata/annotations, path: /a}]", "patch[0].from: kustomize keeps its own"),
    (usual, "[{op: test, path: /metadata, value: {}}]", "patch[0].path: kustomize keeps its own"),
    (usual, "{metadata: {labels: {a: 1.50}}}", "patch.metadata.labels.a: a number; expected text, in quotes"),
    (usual, "[{op: remove, path: /a, value: 1}]", "patch[0].value: unknown key; expected `op`, `path`"),
  ]

  @Test(arguments: readings) func isRead(_ target: String, _ patch: String, _ wanted: String) throws {
    let (read, problems) = ObjectPatch.read(name: "p", target: try yaml(target), patch: try yaml(patch))
    #expect(read == nil)
    let told = problems.map { "\($0.path.text): \($0.message)" }
    #expect(told.first?.hasPrefix(wanted) == true, "\(told)")
  }

  private static let object = """
    {apiVersion: apps/v1, kind: Deployment, metadata: {name: w}, spec: {replicas: 1, template: {spec: {containers: [
      {name: engine, args: [a], ports: [{containerPort: 80, protocol: TCP}], env: [{name: A, value: a}, {value: b}]}]}}}}
    """

  /// A patch of that object, and the failure.
  static let failures: [(String, String)] = [
    ("{spec: 1}", "patch.spec: a number, where the object has a mapping"),
    ("{spec: {replicas: {}}}", "patch.spec.replicas: a mapping, where the object has a number"),
    (
      "{spec: {template: {spec: {containers: {}}}}}",
      "patch.spec.template.spec.containers: a mapping, where the object"
    ),
    (container("image: i"), "patch.spec.template.spec.containers[0]: this item has no `name`"),
    (
      container(
        "name: x}, {name: "
          + "x"), "patch.spec.template.spec.containers[1]: two items have the same `name: x`"
    ),
    (
      container("name: engine, ports: [{containerPort: 80}]"),
      "patch.spec.template.spec.containers[0].ports[0]: kustomize treats the items `containerPort: 80` and `containerPort: 80, protocol: TCP`"
    ),
    (
      container("name: engine, ports: [{containerPort: 80, protocol: TCP, $patch: replace}]"),
      "patch.spec.template.spec.containers[0].ports[0].$patch: kustomize does not replace an item"
    ),
    (
      container("name: engine, args: [{$patch: replace}, a]"),
      "patch.spec.template.spec.containers[0].args[0].$patch: this list is replaced"
    ),
    (
      container("name: engine, ports: [{$patch: delete}, {containerPort: 1}]"),
      "patch.spec.template.spec.containers[0].ports: `$patch: delete` has to be the only item"
    ),
    (
      container("name: engine, env: [{name: A, value: x}]"),
      "patch.spec.template.spec.containers[0].env: the object's list has an item without `name`"
    ),
    (
      "[{op: add, path: /metadata/annotations/a, value: null}]",
      "patch: kustomize turns it into the text `null`"
    ),
    (
      "[{op: add, path: /metadata/annotations, value: "
        + "[a]}]", "patch: `annotations` of the object becomes a list"
    ),
    ("[{op: remove, path: /spec/x}]", "patch[0].path: the object has no `/spec/x`"),
    ("[{op: add, path: /spec/x/y, value: 1}]", "patch[0].path: the object has no `/spec/x`"),
    (
      "[{op: test, path: /kind, value: Deployment}, {op: copy, from: /spec/x, path: /spec/y}]",
      "patch[1].from: the object has no `/spec/x`"
    ),
    (
      "[{op: replace, path: /spec/template/spec/containers/1, value: 1}]",
      "patch[0].path: the object has no `/spec/template/spec/containers/1`: the list has 1 item"
    ),
    (
      "[{op: remove, path: /spec/template/spec/containers/-2}]",
      "patch[0].path: the object has no `/spec/template/spec/containers/-2`"
    ),
    (
      "[{op: remove, path: /spec/template/spec/containers/engine}]",
      "patch[0].path: `/spec/template/spec/containers/engine` leads into a list"
    ),
    ("[{op: add, path: /kind/x, value: 1}]", "patch[0].path: the object has text at `/kind`"),
    // Each copies what the one before copied.
    (
      "[\((0..<40).map { "{op: copy, from: /spec, path: /spec/x\($0)}" }.joined(separator: ","))]",
      "patch[1"
    ),
    (
      "[{op: add, path: /spec/x, value: {}}, "
        + Array(
          repeating:
            "{op: add, path: /y, value: {}}, {op: move, from: /spec/x, path: /y/x}, {op: move, from: /y, path: /spec/x}",
          count: 120
        ).joined(separator: ",") + "]",
      "patch["
    ),
    (
      "[{op: test, path: /spec/replicas, value: 2}]",
      "patch[0].value: the test failed: the object has 1 there, and not 2"
    ),
  ]

  private static func container(_ members: String) -> String {
    "{spec: {template: {spec: {containers: [{\(members)}]}}}}"
  }

  @Test(arguments: failures) func isApplied(_ patch: String, _ wanted: String) throws {
    let object = try yaml(Self.object)
    let failure = #expect(throws: PatchFailure.self) { try applied(try yaml(patch), to: object) }
    let told = failure.map { "\($0.path.text): \($0.message)" }
    #expect(told?.hasPrefix(wanted) == true, "\(told ?? "")")
  }
}
