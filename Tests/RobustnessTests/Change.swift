import Foundation
import TestSupport
import Testing

/// A change of a tree that exists, and the render that brings it there.
struct Change: CustomTestStringConvertible, Sendable {
  /// The names of the workflows that a workshop holds.
  typealias Names = [String]

  let testDescription: String
  /// Flags of the render.
  var flags: [String] = []
  var image = "registry.example/engine:1"
  /// The command and its arguments, when it is no render.
  var release: [String]?
  /// Whether the render may change workflow.yaml.
  var isBump = false
  /// Whether it is made in a repository, too, where each call is tried: what is written is the same, and git takes
  /// longer than all the rest.
  var asksGit = false
  /// What was rendered before, and the change of the sources.
  let prepare: @Sendable (Workshop, Names) throws -> Void

  func render(_ workshop: Workshop, _ more: String...) throws -> Ending {
    try Running(command + more, in: workshop.folder).ending(within: Program.patience)
  }

  var command: [String] {
    [Program.path] + (release ?? ["render", "flows", "--image", image]) + flags
  }

  static let all = [
    first, version, severalConfigMaps, staged, image, amended, dropped, bumped, cronAdded, cronRemoved,
    templateAdded,
    templateRemoved, forced,
  ]

  /// Changes of what is live, of the one workflow `alpha`.
  static let releases = [
    Change(
      testDescription: "a rollback", release: ["rollback", "alpha", "--version", "1.0"], asksGit: true,
      prepare: twice),
    Change(testDescription: "a promotion", release: ["promote", "alpha"]) { workshop, names in
      try twice(workshop, names)
      _ = try Program.run(["rollback", "alpha", "--good"], in: workshop.folder)
    },
    Change(
      testDescription: "a canary",
      release: ["canary", "alpha", "--version", "1.0", "--weight", "10", "--surge"],
      prepare: twice),
    Change(testDescription: "a canary that is promoted", release: ["promote", "alpha"]) { workshop, names in
      try twice(workshop, names)
      _ = try Program.run(
        ["canary", "alpha", "--version", "1.0", "--weight", "10", "--surge"], in: workshop.folder)
    },
    Change(testDescription: "a promoted canary that goes", release: ["canary", "alpha", "--end"]) {
      workshop, names in
      try twice(workshop, names)
      _ = try Program.run(
        ["canary", "alpha", "--version", "1.0", "--weight", "10", "--surge"], in: workshop.folder)
      _ = try Program.run(["promote", "alpha"], in: workshop.folder)
    },
    Change(testDescription: "a canary that goes", release: ["canary", "alpha", "--abort"]) {
      workshop, names in
      try twice(workshop, names)
      _ = try Program.run(
        ["canary", "alpha", "--version", "1.0", "--weight", "10", "--via", "gateway", "--gateway", "a/b"]
          + ["--hostname", "c.example"], in: workshop.folder)
    },
    Change(testDescription: "a pruning", release: ["prune", "--all", "--keep", "4"]) { workshop, names in
      for minor in 0..<6 {
        for name in names { try workshop.write(name, version: "1.\(minor)", code: "\(minor)") }
        _ = try workshop.render()
      }
    },
  ]

  private static let twice: @Sendable (Workshop, Names) throws -> Void = { workshop, names in
    try released(workshop, names)
    for name in names { try workshop.write(name, version: "1.1", code: "second") }
    _ = try workshop.render()
  }

  static let first = Change(testDescription: "the first render", asksGit: true) { workshop, names in
    for name in names { try workshop.write(name) }
  }

  static let version = Change(testDescription: "a new version") { workshop, names in
    try released(workshop, names)
    for name in names { try workshop.write(name, version: "1.1", code: "second") }
  }

  static let severalConfigMaps = Change(
    testDescription: "a new version of several ConfigMaps", asksGit: true
  ) { workshop, names in
    try released(workshop, names)
    for name in names {
      try workshop.write(name, version: "1.1", code: "second")
      try workshop.vendor(name)
    }
  }

  static let staged = Change(testDescription: "a staged version", flags: ["--stage"]) {
    workshop, names in
    try released(workshop, names)
    for name in names { try workshop.write(name, version: "1.1", code: "second") }
  }

  static let image = Change(
    testDescription: "another image", image: "registry.example/engine:2", prepare: released)

  static let amended = Change(testDescription: "an amended version", flags: ["--amend"]) {
    workshop, names in
    try released(workshop, names)
    for name in names { try workshop.write(name, code: "second") }
  }

  static let dropped = Change(testDescription: "versions that leave", flags: ["--keep", "4"]) {
    workshop, names in
    for minor in 0..<6 {
      for name in names { try workshop.write(name, version: "1.\(minor)", code: "\(minor)") }
      _ = try workshop.render()
    }
    for name in names { try workshop.write(name, version: "1.6", code: "new") }
  }

  static let bumped = Change(
    testDescription: "a bump", flags: ["--bump", "minor"], isBump: true
  ) { workshop, names in
    try released(workshop, names)
    for name in names { try workshop.write(name, code: "second") }
  }

  private static let cron = "- type: cron\n  schedule: \"0 9 * * *\""

  static let cronAdded = Change(testDescription: "a CronJob that comes") { workshop, names in
    try released(workshop, names)
    for name in names { try workshop.write(name, version: "2.0", more: cron) }
  }

  static let cronRemoved = Change(testDescription: "a CronJob that goes") { workshop, names in
    for name in names { try workshop.write(name, more: cron) }
    _ = try workshop.render()
    for name in names { try workshop.write(name, version: "2.0") }
  }

  static let templateAdded = Change(
    testDescription: "a template that comes", flags: ["--templates", "templates"]
  ) { workshop, names in
    try released(workshop, names)
    try writeTemplate(workshop)
  }

  static let templateRemoved = Change(
    testDescription: "a template that goes", flags: ["--templates", ""]
  ) { workshop, names in
    try writeTemplate(workshop)
    for name in names { try workshop.write(name) }
    _ = try workshop.render("--templates", "templates")
  }

  static let forced = Change(testDescription: "an edit by hand, written over", flags: ["--force"]) {
    workshop, names in
    try released(workshop, names)
    for name in names {
      let file = workshop.tree.appending(path: "\(name)/service.yaml")
      try (Data(contentsOf: file) + Data("# edited\n".utf8)).write(to: file)
      try workshop.write(name, version: "1.1", code: "second")
    }
  }

  private static let released: @Sendable (Workshop, Names) throws -> Void = { workshop, names in
    for name in names { try workshop.write(name) }
    _ = try workshop.render()
  }

  private static func writeTemplate(_ workshop: Workshop) throws {
    let text = """
      apiVersion: v1
      kind: ServiceAccount
      metadata:
        name: ${name}
        labels:
          $eval: labels.engine

      """
    try workshop.folder.write(Array(text.utf8), to: "templates/account.yaml")
  }
}
