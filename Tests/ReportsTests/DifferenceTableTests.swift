import Comparison
import Foundation
import Testing
import YAML

@testable import Releases
@testable import Reports

/// A table of changes, each with all that is told of it: see `differences.yaml`.
struct DifferenceTableTests {
  struct Row: CustomTestStringConvertible {
    let content: Value
    var testDescription: String { content["what"]?.text ?? "a row without a name" }
  }

  private static let table: Value = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "differences.yaml")
    let bytes = (try? Data(contentsOf: file)).map(Array.init) ?? []
    do {
      return try Reader.read(bytes).valid()?.value ?? .null
    } catch {
      return .string("\(error)")
    }
  }()

  static let rows: [Row] = {
    guard case .sequence(let rows)? = table["rows"] else { return [] }
    return rows.map(Row.init)
  }()

  @Test func `the table is there`() {
    #expect(Self.rows.count >= 60, "\(Self.table.text ?? "")")
    let names = Self.rows.map(\.testDescription)
    #expect(Set(names).count == names.count)
    let known = [
      "what", "from", "to", "beside", "had", "edited", "set", "add", "remove", "edit", "acts", "risks",
      "news", "floating", "links", "had-links", "submodules", "had-submodules",
    ]
    for row in Self.rows {
      guard case .mapping(let members) = row.content else { continue }
      #expect(members.keys.filter { !known.contains($0) } == [], "\(row.testDescription)")
    }
  }

  @Test(arguments: rows)
  func `of a change is told`(row: Row) throws {
    let change = try #require(try Self.change(row.content))
    #expect(change.acts.map(\.kind) == row.content["acts"]?.texts ?? ["manifests"])
    #expect(change.risks.map(Self.text) == row.content["risks"]?.texts ?? [])
    #expect(change.risks.filter { $0.kind.level > $0.level } == [])
    if let floating = row.content["floating"] { #expect(change.floatingImages == floating.texts) }
    if let news = row.content["news"] {
      let told = change.objects.flatMap { object in
        change.news(of: object).map { "\(object.id) \($0.path.text)" }
      }
      #expect(told == news.texts)
    }
  }

  /// Of two environments nobody merges anything, and none of them was before the other.
  @Test(arguments: rows)
  func `between two environments it is told what differs`(row: Row) throws {
    let change = try #require(try Self.change(row.content))
    let comparison = Comparison(
      from: "deploy/x", to: "deploy/y",
      trees: [TreeDifference(environment: nil, tree: "y", workflows: [change])],
      relation: .environments(from: "x", to: "y"))
    let told = try #require(comparison.workflows.first)
    #expect(!told.isRoutine)
    let texts = [ActText.headline(told)] + told.risks.map { RiskText.text($0, of: told) }
    let words = [
      "→", "rollback", "removed", "merge", "goes live", "went", "before", "no longer", "leaves", "deleted",
      "becomes",
      "new or changed", "restart",
    ]
    for text in texts { for word in words { #expect(!text.contains(word), "\(text)") } }
  }

  static func change(_ row: Value) throws -> WorkflowChange? {
    func side(_ state: Value?, isAfter: Bool) throws -> SampleSide {
      var side = try SampleSide(state ?? [:])
      side.add(row["beside"])
      try side.set(row["had"])
      side.edit(row["edited"])
      side.point(
        links: row[isAfter ? "links" : "had-links"],
        submodules: row[isAfter ? "submodules" : "had-submodules"])
      if isAfter {
        side.add(row["add"])
        side.remove(row["remove"])
        try side.set(row["set"])
        side.edit(row["edit"])
      }
      return side
    }
    // `from: new` and `to: gone`: the workflow is on one side alone.
    let before = row["from"] == "none" ? nil : try side(row["from"], isAfter: false).workflow()
    let after = row["to"] == "none" ? nil : try side(row["to"], isAfter: true).workflow()
    let comparison = WorkflowComparison(from: before, to: after)
    return try comparison.change()
  }

  /// `high wider-privilege pod.containers[engine].securityContext.privileged`.
  private static func text(_ risk: Risk) -> String {
    let value = RiskText.value(risk)
    var place = value["path"]?.text ?? value["object"]?.text ?? value["to"]?.text ?? value["from"]?.text ?? ""
    if case .sequence(let all)? = value["all"] {
      place += "(\(all.compactMap(\.text).joined(separator: ", ")))"
    }
    for (prefix, short) in [
      ("spec.template.spec.", "pod."), ("spec.jobTemplate.spec.template.spec.", "cronpod."),
    ] where place.hasPrefix(prefix) {
      place = short + place.dropFirst(prefix.count)
    }
    return "\(risk.level.rawValue) \(risk.kind.rawValue) \(place)"
  }
}

extension Value {
  /// The texts of a list.
  var texts: [String] { if case .sequence(let items) = self { items.compactMap(\.text) } else { [] } }
}
