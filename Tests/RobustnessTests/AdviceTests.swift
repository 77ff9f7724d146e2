import Foundation
import TestSupport
import Testing

/// A refusal that names a command names one that works in the very state that it refused.
struct AdviceTests {
  /// A state, what is refused in it, and a part of the refusal. Commands are separated by `;`, and `code TEXT VERSION`
  /// writes other code.
  struct Case: CustomTestStringConvertible, Sendable {
    let state: String
    let refused: String
    let says: String
    var isWithEnvironments = false

    var testDescription: String { "\(state) | \(refused)\(isWithEnvironments ? " (environments)" : "")" }
  }

  private static let three = "code a 1.0; render; code b 1.1; render; code c 1.2; render"

  static let cases: [Case] = [
    Case(state: "code a 1.0; render; code b 1.0", refused: "render", says: "other content"),
    Case(
      state: "\(three); code x 1.1; rollback flow --version 1.0", refused: "render", says: "other content"),
    Case(state: "code a 1.0; render; remove flow; code b 1.0", refused: "render", says: "used before"),
    Case(state: "\(three); code a 1.0", refused: "render", says: "lower than the live"),
    Case(state: "\(three); code a 0.5", refused: "render", says: "lower than the live"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25; code a 1.0", refused: "render",
      says: "lower than the live"),
    Case(
      state: "\(three); canary flow --version 1.0 --weight 25; code a 1.0", refused: "render",
      says: "lower than the live"),
    Case(
      state: "\(three); code x 1.1.1", refused: "render flows/flow --line 1.1", says: "not of line 1.1"),
    Case(state: "code a 1.0; render --stage", refused: "rollback flow", says: "no version is live"),
    Case(
      state: "code a 1.0; render --stage", refused: "canary flow --version 1.0 --weight 5",
      says: "no version is live"),
    Case(
      state: "\(three); rollback flow --version 1.0", refused: "rollback flow --version 1.1",
      says: "above the live"),
    Case(state: "\(three); rollback flow", refused: "promote flow", says: "is bad (no reason given)"),
    Case(
      state: "\(three); rollback flow", refused: "canary flow --version 1.2 --weight 5",
      says: "is bad (no reason given)"),
    Case(
      state:
        "code a 1.0; render; code b 1.1; render --stage; promote flow --version 1.1; rollback flow --good; "
        + "promote flow; versions flow --bad 1.0", refused: "rollback flow", says: "is not bad; bad: 1.0"),
    Case(
      state: "code a 1.0; render --stage; code b 1.1; render --stage; promote flow", refused: "rollback flow",
      says: "that perhaps never was live"),
    Case(
      state: "\(three); rollback flow --env staging", refused: "render --unpin --env staging",
      says: "is bad (no reason given)", isWithEnvironments: true),
    Case(
      state: "\(three); rollback flow --env production; versions flow --bad 1.2 --env staging",
      refused: "promote flow --from staging --to production", says: "and in staging (no reason given)",
      isWithEnvironments: true
    ),
    Case(state: three, refused: "promote flow --version 1.0", says: "below the live"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25", refused: "promote flow --version 1.0",
      says: "below the live"),
    Case(
      state: "\(three); rollback flow --version 1.0; canary flow --version 1.1 --weight 25",
      refused: "rollback flow --version 1.2", says: "is bad"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25", refused: "promote flow --version 1.2",
      says: "is the canary"),
    Case(state: three, refused: "canary flow --version 1.1 --weight 100", says: "leaves no pod"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25", refused: "canary flow --end",
      says: "is the canary and not live"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25; promote flow", refused: "canary flow --abort",
      says: "nothing to abort"),
    Case(
      state:
        "code a 1.0; render; code b 1.1; render --stage; canary flow --version 1.1 --weight 25; promote flow",
      refused: "canary flow --abort", says: "goes back to 1.0"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25; promote flow", refused: "promote flow",
      says: "its canary still runs"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25; promote flow",
      refused: "canary flow --weight 50", says: "its canary still runs; end it first"),
    Case(
      state: "\(three); rollback flow --version 1.0", refused: "canary flow --version 1.1 --weight 100",
      says: "leaves no pod"),
    Case(
      state: "\(three); canary flow --version 1.1 --weight 25",
      refused: "canary flow --version 1.0 --weight 100",
      says: "leaves no pod"),
    // With environments a command needs the name of one.
    Case(
      state: three, refused: "promote flow --version 1.0 --env staging", says: "below the live",
      isWithEnvironments: true),
    Case(
      state: "\(three); rollback flow --env staging --good --reason slow",
      refused: "rollback flow --version 1.2 --env staging",
      says: "above the live", isWithEnvironments: true),
    Case(
      state: "\(three); canary flow --env staging --version 1.1 --weight 25",
      refused: "promote flow --from production --to staging",
      says: "is the canary", isWithEnvironments: true),
    Case(
      state: "\(three); code a 1.0", refused: "render", says: "lower than the live", isWithEnvironments: true),
    Case(
      state: "code a 1.0; render; code b 1.0", refused: "render --amend --env staging",
      says: "means one version everywhere", isWithEnvironments: true),
    Case(
      state: "code a 1.0; render --env staging; code b 1.0", refused: "render --env production",
      says: "means one version everywhere", isWithEnvironments: true),
  ]

  @Test(arguments: cases)
  func `what a refusal advises works`(one: Case) throws {
    try Workshop.with { workshop in
      try Self.prepare(workshop, one)
      let refusal = try Self.run(one.refused, workshop)
      #expect(refusal.status == 1 && refusal.errors.contains(one.says), "\(refusal.summary)")
      let advice = Self.advice(in: refusal.errors)
      #expect(!advice.isEmpty, "\(refusal.summary)")
      for commands in advice {
        let place = try workshop.copy(to: workshop.beside("try"))
        for command in commands {
          let ending = try Self.run(command, place)
          #expect(ending.status == 0, "tntc \(command), which `\(one.refused)` advised: \(ending.summary)")
        }
      }
    }
  }

  private static func prepare(_ workshop: Workshop, _ one: Case) throws {
    let environments = one.isWithEnvironments ? "environments: {staging: {}, production: {}}\n" : ""
    let configuration = "defaults: {image: \"registry.example/engine:1\", replicas: 4}\n\(environments)"
    try workshop.folder.write(Array(configuration.utf8), to: ".tentacular/config.yaml")
    for command in one.state.components(separatedBy: "; ") {
      let words = command.split(separator: " ").map(String.init)
      if words.first == "code" {
        try workshop.write("flow", version: words[2], code: words[1])
      } else {
        let ending = try run(command, workshop)
        try #require(ending.status == 0, "tntc \(command): \(ending.summary)")
      }
    }
  }

  private static func run(_ command: String, _ workshop: Workshop) throws -> Ending {
    try Program.run(command.split(separator: " ").map(String.init), in: workshop.folder)
  }

  /// The commands in a message, those joined by "then" together. What stands for a choice is replaced by one.
  private static func advice(in text: String) -> [[String]] {
    var found: [[String]] = []
    var isNext = false
    for (position, part) in text.components(separatedBy: "`").enumerated() {
      if position.isMultiple(of: 2) {
        isNext = part.hasPrefix(", then ")
      } else if part.hasPrefix("tntc ") {
        let command = part.dropFirst(5).replacingOccurrences(of: "patch|minor|major", with: "minor")
        if isNext, let last = found.popLast() {
          found.append(last + [command])
        } else {
          found.append([command])
        }
      }
    }
    return found
  }
}
