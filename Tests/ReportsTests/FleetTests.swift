import TestSupport
import Testing
import WorkflowModel
import YAML

@testable import Comparison
@testable import Reports

/// What several workflows have alike is told once, and nothing of any of them is lost.
struct FleetTests {
  private static func names(_ count: Int) -> [String] { (1...count).map { "job-\($0)" } }

  @Test func `the same of several workflows is told once, and the rest with each`() {
    let fleet = Fleet(
      SampleFleet(names: Self.names(4)) { position, environment in
        var parts: Set<SampleFleet.Part> = [.image]
        if position == 2 { parts.insert(.ownCode) }
        if position == 3, environment == "production" { parts.insert(.privilege) }
        return parts
      }.comparison)
    let words = FleetText(fleet: fleet, mostNames: 10)
    #expect(
      fleet.acts.map(words.line) == [
        "image engine:1@sha256:3f2a9c07c1d9 → engine:2@sha256:9c41d27ae0b5, in 4 workflows of 3 environments"
      ])
    #expect(fleet.acts.flatMap(words.names) == ["production, staging, dev: job-1, job-2, job-3, job-4"])
    #expect(
      words.objects.map(\.fields) == [
        [
          "spec.image: engine:1@sha256:3f2a9c07c1d9 → engine:2@sha256:9c41d27ae0b5, in 4 workflows of 3 environments"
        ]
      ])
    #expect(words.objects.map(\.object) == ["~ deployment/{name}"])
    #expect(
      fleet.risks.map(words.line) == ["pods restart: deployment/{name}, in 4 workflows of 3 environments"])
    // Those of the image are the same workflows.
    #expect(fleet.risks.flatMap(words.names) == [])
    let own = fleet.entries.filter(\.isOwn)
    #expect(own.map(\.member.name) == ["production/job-3", "production/job-4", "staging/job-3", "dev/job-3"])
    #expect(
      own.map(\.headline) == [
        "version 1.0 → 1.1", "patch host added", "version 1.0 → 1.1", "version 1.0 → 1.1",
      ])
    #expect(own.map(\.original) == [nil, nil, "production", "production"])
    #expect(own[0].copies == ["staging", "dev"])
    #expect(own[1].risks.map(\.level) == [.high])
  }

  @Test func `of fewer workflows each is told by itself`() {
    let fleet = Fleet(SampleFleet(environments: [nil], names: Self.names(2)) { _, _ in [.image] }.comparison)
    #expect(!fleet.isSharing)
    #expect(fleet.entries.allSatisfy { $0.isOwn && !$0.risks.isEmpty && $0.original == nil })
  }

  @Test func `a version is told with its code`() {
    let sample = SampleFleet(environments: [nil], names: Self.names(7)) { position, _ in
      position < 4 ? [.sharedCode] : [.ownCode]
    }
    let fleet = Fleet(sample.comparison)
    #expect(fleet.acts.map(\.content.text) == ["version 1.0 → 1.1"])
    #expect(fleet.acts.map(\.places.workflows) == [4])
    #expect(fleet.files.map(\.places.workflows) == [4])
    #expect(
      fleet.files.first.map { String(decoding: $0.content.new ?? [], as: UTF8.self) }
        == "// {name}\n// more\n")
    #expect(fleet.entries.filter(\.isOwn).map(\.change.workflow) == ["job-5", "job-6", "job-7"])
  }

  @Test(
    arguments: [
      ([nil], "5 workflows"), (["dev"], "5 workflows"),
      (["dev", "staging"], "5 workflows of 2 environments"),
      ([nil, nil], "10 workflows of 2 trees"), (["dev", "dev"], "10 workflows of dev"),
      (["dev", "dev", "staging", "staging"], "10 workflows of 2 environments"),
    ] as [([String?], String)])
  func `a workflow of several environments counts once, and those of two teams are two`(
    environments: [String?], extent: String
  ) {
    let fleet = Fleet(
      SampleFleet(environments: environments, names: Self.names(5)) { _, _ in [.image] }.comparison)
    #expect(fleet.places.extent == extent)
    #expect(fleet.acts.map(\.places.extent) == [extent])
  }

  @Test func `names are folded with their number, and those of a grave risk never`() {
    let fleet = Fleet(
      SampleFleet(environments: [nil], names: Self.names(15)) { position, _ in
        position < 13 ? [.image, .privilege] : [.image]
      }.comparison)
    let words = FleetText(fleet: fleet, mostNames: 10)
    let first = (1...10).map { "job-\($0)" }.joined(separator: ", ")
    #expect(fleet.acts.first.map(words.names) == ["\(first) and 5 more"])
    #expect(fleet.risks.map(\.content.risk.level) == [.high, .low])
    #expect(fleet.risks.first.map(words.names) == ["\(first), job-11, job-12, job-13"])
    #expect(words.more != nil)
    #expect(FleetText(fleet: fleet, mostNames: nil).more == nil)
  }

  /// Everything that a change has is told with it, with the environment whose copy it is, or with others.
  @Test func `nothing of any workflow is lost`() {
    var generator = SplitMix64.seeded(for: "fleets")
    for _ in 0..<(fuzzRounds(otherwise: 1) * 40) {
      let count = Int.random(in: 1...8, using: &generator)
      let common = Set(SampleFleet.Part.allCases.filter { _ in Bool.random(using: &generator) })
      var chosen: [String: Set<SampleFleet.Part>] = [:]
      let environments: [String?] = Bool.random(using: &generator) ? SampleFleet.environments : [nil]
      for position in 0..<count {
        for environment in environments {
          let own = SampleFleet.Part.allCases.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
          chosen["\(position) \(environment ?? "")"] = common.symmetricDifference(own)
        }
      }
      let comparison = SampleFleet(environments: environments, names: Self.names(count)) {
        position, environment in
        chosen["\(position) \(environment ?? "")"] ?? []
      }.comparison
      let fleet = Fleet(comparison)
      #expect(fleet.entries.count == comparison.workflows.count)
      for entry in fleet.entries { check(entry, fleet) }
    }
  }

  private func check(_ entry: FleetEntry, _ fleet: Fleet) {
    let name = entry.change.workflow
    let told =
      entry.original.flatMap { original in
        fleet.entries.first { $0.tree.environment == original && $0.change.workflow == name }
      } ?? entry
    #expect(
      entry.original == nil || told.original == nil && told.copies.contains(entry.tree.environment ?? ""))
    func isShared<Content>(_ shared: [Fleet.Shared<Content>], _ isSame: (Content) -> Bool) -> Bool {
      shared.contains { group in
        isSame(group.content)
          && group.places.places.contains { $0.tree == entry.tree.tree && $0.workflows.contains(name) }
      }
    }
    for act in entry.change.acts {
      let text = WithoutName.text(ActText.text(act), name)
      #expect(told.acts.contains(act) != isShared(fleet.acts) { $0.text == text })
    }
    for risk in entry.change.risks {
      let text = WithoutName.text(RiskText.text(risk), name)
      #expect(
        told.risks.contains(risk) != isShared(fleet.risks) { $0.risk.level == risk.level && $0.text == text })
    }
    for object in entry.change.objects {
      let title = WithoutName.text(object.id, name)
      let own = told.objects.filter { $0.change.id == object.id }
      for field in object.fields {
        #expect(
          own.contains { $0.fields.contains(field) }
            != isShared(fleet.objects) { $0.title == title && $0.field == field })
      }
      if object.action == .added {
        #expect(
          own.contains(where: \.isNamed) != isShared(fleet.objects) { $0.title == title && $0.field == nil })
      }
    }
    for file in entry.change.sources.flatMap(\.files) {
      let isOwn = told.sources.flatMap(\.files).contains { $0.elsewhere != FleetEntry.File.above }
      #expect(isOwn != isShared(fleet.files) { $0.path == file.path })
    }
  }

  /// GitHub takes 65,536 characters.
  @Test func `180 workflows of mixed changes in 3 environments fit a comment`() throws {
    let comparison = SampleFleet(names: (1...180).map { "payments-job-\($0)" }) { position, environment in
      var parts: Set<SampleFleet.Part> = [.image]
      if position < 30 { parts.insert(.replicas) }
      if position % 15 == 2 { parts.insert(.ownCode) }
      if position % 45 == 7, environment == "production" { parts.insert(.privilege) }
      if position == 100, environment == "production" { parts.formUnion([.privilege, .added]) }
      return parts
    }.comparison
    let accepted = AcceptedRisks(path: AcceptedRisks.name)
    let text = MarkdownReport.text(comparison.judged(by: Gate(.medium, accepted: accepted, before: accepted)))
    #expect(text.utf8.count < Budget.comment / 2)
    #expect(!text.contains("Cut to stay below"))
    #expect(text.contains("### 180 workflows of 3 environments change"))
    #expect(text.contains("in 180 workflows of 3 environments</summary>"))
    // The names of those with a risk that blocks stand there without unfolding.
    let risks = text.components(after: "<details open><summary>", until: "</details>")
    #expect(risks.count == 2)
    #expect(
      risks.first?.contains("payments-job-8, payments-job-53, payments-job-98, payments-job-101") == true)
    #expect(risks.last?.contains("payments-job-30") == true)
    // Whoever has something of its own has a row, in production first.
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| <code>") }
    #expect(rows.count == 12 + 1)
    #expect(rows.allSatisfy { $0.hasPrefix("| <code>production</code>") })
  }

  @Test func `of too many changes the least important are cut`() throws {
    let comparison = SampleFleet(names: (1...300).map { "payments-job-\($0)" }) { position, environment in
      position == 299 && environment == "production" ? [.ownCode, .privilege] : [.ownCode]
    }.comparison
    let text = MarkdownReport.text(comparison)
    #expect(text.utf8.count <= Budget.comment)
    #expect(text.contains("files of source"))
    #expect(text.contains("high: deployment/payments-job-300"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("| <code>production") }.count == 300)
  }

  @Test func `programs get all of it, and digests as they are`() throws {
    let comparison = SampleFleet(names: Self.names(40)) { _, _ in [.image, .sharedCode] }.comparison
    let groups = try #require(JSONReport.value(comparison, counted: false)["groups"])
    let text = JSON.compact(groups)
    #expect(text.contains(SampleFleet.digests.from) && text.contains(SampleFleet.digests.to))
    for list in ["acts", "files", "manifests", "risks"] {
      guard case .sequence(let groups)? = groups[list], let group = groups.first,
        case .sequence(let trees)? = group["trees"]
      else {
        Issue.record("no \(list)")
        continue
      }
      #expect(group["workflows"] == 40)
      #expect(trees.compactMap { $0["environment"]?.text } == SampleFleet.environments)
      for tree in trees { #expect(tree["workflows"] == .sequence(Self.names(40).map(Value.string))) }
    }
    let single = SampleFleet(names: ["w"]) { _, _ in [.image] }.comparison
    #expect(JSONReport.value(single, counted: true)["groups"] == .null)
  }
}

extension String {
  /// What stands between two marks, each time.
  fileprivate func components(after start: String, until end: String) -> [Substring] {
    var (found, rest): ([Substring], Substring) = ([], self[...])
    while let from = rest.firstRange(of: start), let to = rest[from.upperBound...].firstRange(of: end) {
      found.append(rest[from.upperBound..<to.lowerBound])
      rest = rest[to.upperBound...]
    }
    return found
  }
}
