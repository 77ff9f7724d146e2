import Foundation
import JSONE
import TestSupport
import Testing
import YAML

/// The same templates, rendered here and by the JSON-e package of PyPI. Where the two may differ, and
/// why, stands in `differential/javascript_numbers.py`.
struct DifferentialTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "differential/compare.py")

  @Test(.needs(.python))
  func `random templates render as in Python`() throws {
    let random = SplitMix64.seeded(for: "random templates render as in Python")
    var generator = TemplateGenerator(random: random)
    var cases: [Value] = []
    for _ in 0..<(fuzzRounds(otherwise: 4) * 1_000) { cases.append(generator.template()) }
    try compare(cases)
  }

  @Test(.needs(.python))
  func `random expressions evaluate as in Python`() throws {
    let random = SplitMix64.seeded(for: "random expressions evaluate as in Python")
    var generator = ExpressionGenerator(random: random)
    var cases: [Value] = []
    for _ in 0..<(fuzzRounds(otherwise: 4) * 1_000) {
      cases.append(["$eval": .string(generator.expression())])
    }
    try compare(cases)
  }

  private func compare(_ templates: [Value]) throws {
    let input = templates.map(line).joined(separator: "\n")
    let outcome = try Tool.python.run(["-B", Self.script.path], input: Array(input.utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
    var lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
    let summary = lines.popLast() ?? ""
    print("JSON-e against Python: \(summary)")
    for line in lines.prefix(20) { Issue.record("\(line)") }
    #expect(lines.count == 0)
    // A generator that makes nothing but errors tests nothing.
    let values = summary.prefix { $0 != " " }
    #expect((Int(values) ?? 0) * 3 > templates.count, "\(summary)")
  }

  private func line(_ template: Value) -> String {
    var members = Mapping([("context", .mapping(TemplateGenerator.context)), ("template", template)])
    if let value = try? Template(compiling: template).render(TemplateGenerator.context) ?? .null {
      members["result"] = value
    }
    return JSON.compact(.mapping(members))
  }
}
