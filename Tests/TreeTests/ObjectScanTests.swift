import Testing
import YAML

@testable import Tree

/// Reading a manifest by its lines finds what reading it as YAML does.
struct ObjectScanTests {
  private func found(_ text: String) -> [String] {
    ObjectScan.objects(in: Array(text.utf8)).map {
      [$0.group, $0.text, $0.namespace].compactMap(\.self).joined(separator: " ")
    }
  }

  @Test(arguments: [
    ("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n", ["apps deployment/a"]),
    (
      "apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    name: x\n  name: a\n  namespace: n\n",
      [" service/a n"]
    ),
    // What is below another key is not the object's.
    ("kind: A\nspec:\n  name: x\nmetadata:\n  name: a\nstatus:\n  name: y\n", [" a/a"]),
    ("kind: A\nmetadata:\n  name: a\n---\nkind: B\nmetadata:\n  name: b\n", [" a/a", " b/b"]),
    // Of the whole cluster, whatever somebody wrote.
    ("kind: ClusterRole\nmetadata:\n  name: a\n  namespace: n\n", [" clusterrole/a"]),
    ("", []),
    // Written by hand: read as YAML.
    ("{kind: A, metadata: {name: a}}\n", [" a/a"]),
    ("kind: \"A\"\nmetadata:\n  name: 'a' # a comment\n  namespace: \"1\"\n", [" a/a 1"]),
    ("kind: List\nmetadata:\n  name: l\nitems:\n- {kind: B, metadata: {name: b}}\n", [" b/b"]),
    ("kind: A\nmetadata:\n  name: [a]\n", []),
  ])
  func `objects are told by their lines`(text: String, objects: [String]) {
    #expect(found(text) == objects)
  }

  @Test func `a namespace for all objects is over their own`() {
    let service = ObjectIdentity(apiVersion: "v1", kind: "Service", name: "a", namespace: "own")
    #expect(service.inside("all").namespace == "all")
    #expect(service.inside(nil).namespace == "own")
    let role = ObjectIdentity(apiVersion: "g/v1", kind: "ClusterRole", name: "a", namespace: nil)
    #expect(role.inside("all") == role)
  }
}
