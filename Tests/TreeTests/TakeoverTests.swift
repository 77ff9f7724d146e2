import Comparison
import Testing
import YAML

/// How a Deployment with another selector is replaced, and which objects of a cluster are left over.
struct TakeoverTests {
  private func value(_ text: String) throws -> Value {
    try #require(try Reader.read(Array(text.utf8)).valid()?.value)
  }

  private func takeover(_ selector: String, labels: String, _ rest: String...) throws -> Takeover? {
    let wanted = "{app.kubernetes.io/name: w, track: stable, role: engine}"
    let tree = try value(
      "{kind: Deployment, metadata: {name: w}, spec: {selector: {matchLabels: \(wanted)}}}")
    let old = try value(
      """
      {kind: Deployment, metadata: {name: w, namespace: a},
       spec: {selector: {matchLabels: \(selector)}, template: {metadata: {labels: \(labels)}}}}
      """)
    return Takeover(
      of: tree, service: try value("{kind: Service, spec: {selector: \(wanted)}}"),
      in: [old] + (try rest.map(value)))
  }

  private func replicaSet(_ hash: String, _ replicas: Int) -> String {
    """
    {kind: ReplicaSet, metadata: {name: w-\(hash), labels: {pod-template-hash: \(hash)},
     ownerReferences: [{kind: Deployment, name: w}]}, spec: {replicas: \(replicas)}}
    """
  }

  @Test func `its pods get the labels that they lack`() throws {
    let takeover = try #require(
      try takeover(
        "{app.kubernetes.io/name: w}", labels: "{app.kubernetes.io/name: w, role: web}", replicaSet("new", 1),
        replicaSet("old", 0)))
    #expect(takeover.namespace == "a")
    #expect(takeover.labels == ["track=stable", "role=engine"])
    #expect(takeover.overwrites && takeover.keepsPods)
    #expect(takeover.pods == "app.kubernetes.io/name=w,pod-template-hash=new")
    #expect(takeover.replicaSets == ["w-new", "w-old"])
  }

  @Test func `without its ReplicaSets they are told from the new ones by a label`() throws {
    let takeover = try #require(
      try takeover("{app.kubernetes.io/name: w}", labels: "{app.kubernetes.io/name: w}"))
    #expect(takeover.pods == "app.kubernetes.io/name=w,track!=stable")
    #expect(takeover.replicaSets == nil)
    #expect(takeover.leftovers == "app.kubernetes.io/name=w,track!=stable")
  }

  @Test func `a pod that is relabelled against its ReplicaSet is lost`() throws {
    let labels = "{app.kubernetes.io/name: w, role: web}"
    #expect(try takeover(labels, labels: labels)?.keepsPods == false)
  }

  @Test func `ReplicaSets whose labels fit are adopted`() throws {
    let takeover = try takeover(
      "{app.kubernetes.io/name: w}", labels: "{app.kubernetes.io/name: w, track: stable, role: engine}")
    #expect(takeover?.labels == [])
    #expect(takeover != nil && takeover?.leftovers == nil)
  }

  @Test func `the same selector needs nothing`() throws {
    let same = "{role: engine, app.kubernetes.io/name: w, track: stable}"
    #expect(try takeover(same, labels: same) == nil)
  }

  private static let ours = "app.kubernetes.io/name: w, app.kubernetes.io/managed-by: tentacular"

  @Test(arguments: [
    ("HTTPRoute", "w", ours, true), ("PodDisruptionBudget", "w", ours, true),
    ("Job", "w-migrate", ours, true),
    ("Job", "w-run-4dxl2", "\(ours), app.kubernetes.io/component: trigger", false),
    ("Endpoints", "w", ours, false), ("EndpointSlice", "w-x", ours, false), ("Pod", "w-1", ours, false),
    ("ConfigMap", "w-code", "app.kubernetes.io/name: w", false),
    ("ConfigMap", "w", "app.kubernetes.io/managed-by: tentacular", false),
    ("ReplicaSet", "w-7c9", "app.kubernetes.io/name: w", true),
  ])
  func `what is left over`(kind: String, name: String, labels: String, isLeft: Bool) throws {
    let object = try value("{kind: \(kind), metadata: {name: \(name), labels: {\(labels)}}}")
    #expect(LeftOvers.isOne(object) == isLeft)
    let owned = object.patched(with: ["metadata": ["ownerReferences": [["kind": "CronJob"]]]])
    #expect(!LeftOvers.isOne(owned))
  }
}
