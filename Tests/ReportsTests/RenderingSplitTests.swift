import Comparison
import Diagnostics
import Rendering
import Testing
import WorkflowModel
import YAML

@testable import Releases
@testable import Reports
@testable import Tree

/// What another tntc renders otherwise is told apart from what was done.
struct RenderingSplitTests {
  /// Who wrote a side: this tntc, or another one, which writes another field.
  private enum Writer {
    case this
    case other(String, release: String)
  }

  private static let usual = "timeoutSeconds: 5"
  private static let other = "timeoutSeconds: 7"

  private func side(_ state: Value, by writer: Writer, edited: Bool = false) throws -> ComparedWorkflow {
    var renderer = StateRenderer(tree: "none")
    let workflow = try #require(renderer.rerendered(try SampleSide(state).workflow().workflow))
    var release = workflow.release
    var files: [String: [UInt8]] = [:]
    for path in release.ownedFiles { files[path] = try workflow.bytes(of: path) }
    if case .other(let text, let number) = writer {
      let deployment = String(decoding: files["deployment.yaml"] ?? [], as: UTF8.self)
      #expect(deployment.contains(Self.usual))
      files["deployment.yaml"] = Array(deployment.replacing(Self.usual, with: text).utf8)
      if !edited {
        let derived = release.derived.files.map { RenderedFile(path: $0, bytes: files[$0] ?? []) }
        release.derived = DerivedFiles(
          files: release.derived.files, digest: WorkflowSource.digest(of: derived), writer: number)
      }
    }
    files[Release.lockFile] = try LockFile.encode(release)
    return try ComparedWorkflow(path: "deploy/w", files: files, pointers: [:])
  }

  private func change(_ before: ComparedWorkflow, _ after: ComparedWorkflow) throws -> WorkflowChange? {
    var renderer = StateRenderer(tree: "none")
    return try RenderingSplit.change(from: before, to: after, &renderer)
  }

  private func fields(_ objects: [ObjectChange], _ change: WorkflowChange) -> [String] {
    objects.flatMap { object in
      object.fields.filter { !change.isConsequence($0, of: object) }.map { "\(object.id) \($0.path.text)" }
    }
  }

  private static let state: Value = ["versions": ["1.0", "1.1"]]
  private static let newer: Value = ["versions": ["1.0", "1.1"], "live": "1.1"]
  private static let field = "deployment/w spec.template.spec.containers[engine].livenessProbe.timeoutSeconds"
  private static let mount = "deployment/w spec.template.spec.volumes[code].configMap.name"

  @Test func `the same inputs`() throws {
    let change = try #require(
      try change(side(Self.state, by: .other(Self.other, release: "0.1.9")), side(Self.state, by: .this)))
    #expect(change.acts == [.rendered])
    #expect(!change.isDone && change.objects.isEmpty && change.risks.isEmpty)
    let rendering = try #require(change.rendering)
    #expect(rendering.extent == .alone)
    #expect(fields(rendering.objects, change) == [Self.field])
    #expect(rendering.risks == [.podsRestart(objects: ["deployment/w"])])
    #expect(rendering.writers.from == "0.1.9" && rendering.writers.to == ProgramVersion.text)
  }

  @Test(arguments: [true, false])
  func `with something that was done, whichever side this tntc wrote`(isNewer: Bool) throws {
    let other = Writer.other(Self.other, release: "0.1.9")
    let change = try #require(
      try change(
        side(Self.state, by: isNewer ? other : .this), side(Self.newer, by: isNewer ? .this : other)))
    #expect(change.acts.map(\.kind) == ["raised"])
    #expect(fields(change.objects, change) == [Self.mount])
    let rendering = try #require(change.rendering)
    #expect(rendering.extent == .also)
    #expect(fields(rendering.objects, change) == [Self.field])
    // What a program applies is all of it.
    #expect(Set(fields(change.differences, change)) == [Self.field, Self.mount])
    let told = change.differences.flatMap { object in
      object.fields.filter { rendering.makes($0, of: object) }.map(\.path.text)
    }
    #expect(told == ["spec.template.spec.containers[engine].livenessProbe.timeoutSeconds"])
  }

  /// Rows of the table that are told of two states alone.
  private static let states = DifferenceTableTests.rows.filter { row in
    guard case .mapping(let members) = row.content, row.content["from"] != "none", row.content["to"] != "none"
    else {
      return false
    }
    return members.keys.allSatisfy { ["what", "from", "to", "acts", "risks", "news"].contains($0) }
  }

  @Test func `the table has such states`() { #expect(Self.states.count >= 20) }

  @Test(arguments: states)
  func `what was done is told as if one tntc had written both`(row: DifferenceTableTests.Row) throws {
    let (from, to) = (row.content["from"] ?? [:], row.content["to"] ?? [:])
    let (before, after) = (try side(from, by: .this), try side(to, by: .this))
    guard try before.workflow.bytes(of: "deployment.yaml") != nil else { return }
    let plain = try #require(try change(before, after))
    #expect(plain.rendering == nil)
    let split = try #require(
      try change(side(from, by: .other(Self.other, release: "0.1.9")), after))
    // Of one that is only seen by its files, nothing else than the rendering is left.
    if before.workflow.release.hasSameInputs(as: after.workflow.release) {
      #expect(split.acts == [.rendered])
      return
    }
    #expect(split.acts == plain.acts)
    #expect(split.risks == plain.risks)
    #expect(split.objects.map(\.id) == plain.objects.map(\.id))
    #expect(split.objects.map(\.fields) == plain.objects.map(\.fields))
    #expect(split.rendering?.extent == .also)
    let rendered = split.rendering?.objects.flatMap(\.fields).map(\.path.text) ?? []
    #expect(Set(rendered) == ["spec.template.spec.containers[engine].livenessProbe.timeoutSeconds"])
  }

  @Test func `one tntc wrote both`() throws {
    let change = try #require(try change(side(Self.state, by: .this), side(Self.newer, by: .this)))
    #expect(change.rendering == nil)
    let others = ["0.1.8", "0.1.8"].map { Writer.other(Self.other, release: $0) }
    let theirs = try #require(
      try self.change(side(Self.state, by: others[0]), side(Self.newer, by: others[1])))
    #expect(theirs.rendering == nil && fields(theirs.objects, theirs) == [Self.mount])
  }

  @Test func `where this tntc is neither of two, that is said`() throws {
    let change = try #require(
      try change(
        side(Self.state, by: .other(Self.other, release: "0.1.8")),
        side(Self.newer, by: .other("timeoutSeconds: 8", release: "0.1.9"))))
    #expect(change.rendering?.extent == .unknown)
    #expect(Set(fields(change.objects, change)) == [Self.field, Self.mount])
    #expect(RenderingText.note(change)?.hasPrefix("tntc 0.1.8 wrote this before, and 0.1.9 now") == true)
  }

  @Test func `an edit is nobody's rendering`() throws {
    let change = try #require(
      try change(
        side(Self.state, by: .this), side(Self.state, by: .other(Self.other, release: "0.1.9"), edited: true))
    )
    #expect(change.rendering == nil)
    #expect(change.acts.map(\.kind) == ["manifests"])
    #expect(change.risks.contains { if case .edited = $0 { true } else { false } })
  }

  @Test(arguments: [
    ("w-secrets", "w", "{name}-secrets"), ("http://w:8080/run", "w", "http://{name}:8080/run"),
    ("window", "w", "window"), ("a-b-a-b", "a-b", "{name}-{name}"), ("", "w", ""), ("w", "w", "{name}"),
    ("deployment/shop, cronjob/shop-cron", "shop", "deployment/{name}, cronjob/{name}-cron"),
  ])
  func `a name is left out where it stands by itself`(text: String, workflow: String, expected: String) {
    #expect(WithoutName.text(text, workflow) == expected)
  }

  @Test func `a fleet is told each field once`() throws {
    let part = try #require(
      try change(side(Self.state, by: .other(Self.other, release: "0.1.9")), side(Self.state, by: .this)))
    let trees = ["dev", "production"].map { (environment: String) in
      TreeDifference(environment: environment, tree: "deploy/\(environment)", workflows: [part])
    }
    let group = try #require(RenderingGroup(Comparison(from: "a", to: "b", trees: trees)))
    #expect(group.headline == "rendered by another tntc (0.1.9 → \(ProgramVersion.text)), in 2 workflows")
    #expect(group.placeLines == ["environment dev: w", "environment production: w"])
    #expect(
      group.fieldLines.map(\.fields) == [
        ["spec.template.spec.containers[engine].livenessProbe.timeoutSeconds: 7 → 5, in 2 workflows"]
      ])
    #expect(group.riskLines == ["low: pods restart: deployment/w, in 2 workflows"])
  }
}
