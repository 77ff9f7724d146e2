import Foundation
import TestSupport
import Testing

/// A repository of the size that teams have: three teams with twenty workflows each, in three environments, by the
/// program itself. What is changed at once is changed where it is to be and nowhere else, and kubectl builds it.
struct FleetTests {
  @Test(.needs(.kubectl), .needs(.git))
  func `sixty workflows in three environments are changed many at once`() throws {
    try withTemporaryFolder { folder in
      var fleet = try Fleet(folder)
      // Production has what is carried to it.
      try fleet.take(["render"], changing: fleet.names, in: ["dev", "staging"])
      try fleet.take(
        ["promote", "--all", "--from", "staging", "--to", "production"], changing: fleet.names,
        in: ["production"])
      try fleet.commit()
      #expect(try fleet.live() == Fleet.row(["1.0", "1.0", "1.0"], of: fleet.names))

      // One team goes on.
      let shop = fleet.names(of: "shop")
      for name in shop { try fleet.edit(name) }
      try fleet.take(
        ["render", "--bump", "minor", "--group", "shop"], changing: shop, in: ["dev", "staging"])
      try fleet.take(
        ["promote", "--group", "shop", "--from", "staging", "--to", "production", "--dry-run"],
        changing: [], in: [])
      try fleet.take(
        ["promote", "--group", "shop", "--from", "staging", "--to", "production"], changing: shop,
        in: ["production"])
      #expect(
        try fleet.live()
          == Fleet.row(["1.1", "1.1", "1.1"], of: shop, else: ["1.0", "1.0", "1.0"]))

      // A new image is a change of the environment alone, in one line of each workflow beside its lock.
      try fleet.writeConfiguration(image: "registry.example/engine:2")
      let changed = try fleet.take(
        ["render", "--env", "staging"], changing: fleet.names, in: ["staging"])
      #expect(
        Set(changed.map { $0.split(separator: "/").last ?? "" }) == [
          "kustomization.yaml differs", "release.lock differs",
        ])

      // The way back, of a team at once, and nothing but it.
      try fleet.take(
        ["rollback", "--group", "shop", "--env", "production", "--reason", "a bad night"],
        changing: shop,
        in: ["production"])
      #expect(
        try fleet.live()
          == Fleet.row(["1.1", "1.1", "1.0"], of: shop, else: ["1.0", "1.0", "1.0"]))

      // What is bad is refused for all, and nothing is half done.
      let refused = try fleet.run(["promote", "--all", "--from", "staging", "--to", "production"])
      #expect(refused.ending.status == 1 && refused.changes == [])
      #expect(refused.ending.errors.contains("nothing was written"))
      try fleet.take(
        [
          "promote", "--all", "--from", "staging", "--to", "production", "--accept-bad", "--unpin",
        ], changing: shop, in: ["production"])
      #expect(
        try fleet.live()
          == Fleet.row(["1.1", "1.1", "1.1"], of: shop, else: ["1.0", "1.0", "1.0"]))
      #expect(try Program.run(["verify"], in: folder).status == 0)
    }
  }
}

/// Sixty workflows, what runs of them, and what must not happen to them.
private struct Fleet {
  private static let environments = ["dev", "staging", "production"]
  private static let teams = ["shop", "data", "infra"]
  private static let perTeam = 20

  private let folder: URL
  private var sound: [String: SoundTree] = [:]

  init(_ folder: URL) throws {
    self.folder = folder
    for name in names { try write(name, version: "1.0", code: "first") }
    try writeConfiguration(image: "registry.example/engine:1")
    for arguments in [
      ["init", "--quiet"], ["config", "user.name", "t"], ["config", "user.email", "t@example.com"],
    ] {
      try git(arguments)
    }
    for environment in Self.environments {
      for name in names {
        sound["\(environment)/\(name)"] = SoundTree(
          name, in: folder.appending(path: "deploy/\(environment)"))
      }
    }
  }

  var names: [String] { Self.teams.flatMap(names) }

  func names(of team: String) -> [String] { (1...Self.perTeam).map { "\(team)-\($0)" } }

  private func write(_ name: String, version: String, code: String) throws {
    let place = "teams/\(name.prefix { $0 != "-" })/\(name)"
    let text = """
      name: \(name)
      version: "\(version)"
      triggers:
      - type: manual
      nodes:
        work:
          path: nodes/work.ts

      """
    try folder.write(Array(text.utf8), to: "\(place)/workflow.yaml")
    try folder.write(
      Array("export default () => \"\(code)\";\n".utf8), to: "\(place)/nodes/work.ts")
  }

  func edit(_ name: String) throws { try write(name, version: "1.0", code: "second") }

  func writeConfiguration(image: String) throws {
    let text = """
      workflows: [\(Self.teams.map { "teams/\($0)" }.joined(separator: ", "))]
      environments:
        dev: {image: "registry.example/engine:1", namespace: dev}
        staging: {image: "\(image)", namespace: staging}
        production: {image: "registry.example/engine:1", namespace: production, release: manual}

      """
    try folder.write(Array(text.utf8), to: ".tentacular/config.yaml")
  }

  func commit() throws {
    try git(["add", "."])
    try git(["commit", "--quiet", "--message", "a change"])
  }

  private func git(_ arguments: [String]) throws {
    let outcome = try Tool.git.run(["-C", folder.path] + arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  /// Runs the program, and tells what came of the trees.
  func run(_ arguments: [String]) throws -> (ending: Ending, changes: [String]) {
    let before = try Snapshot(of: folder.appending(path: "deploy"))
    let ending = try Program.run(arguments, in: folder)
    return (ending, try Snapshot(of: folder.appending(path: "deploy")).differences(from: before))
  }

  /// Runs a command that has to be taken.
  ///
  /// - Parameters:
  ///   - names: the workflows that change.
  ///   - environments: those that they change in.
  /// - Returns: what changed.
  @discardableResult
  mutating func take(
    _ arguments: [String], changing names: [String], in environments: [String]
  ) throws -> [String] {
    let (ending, changes) = try run(arguments)
    #expect(ending.status == 0, "\(arguments): \(ending.summary)")
    let changed = Set(changes.compactMap { Self.folder(of: $0) })
    #expect(
      changed == Set(environments.flatMap { place in names.map { "\(place)/\($0)" } }),
      "\(arguments)")
    for path in changed.sorted() {
      let problems = try sound[path]?.problems()
      #expect(problems == [], "\(arguments): \(path)")
    }
    let built = changed.sorted().map { "deploy/\($0)" }
    #expect(try TreeCheck.kustomizeProblems(in: built, of: folder) == [], "\(arguments)")
    return changes
  }

  /// Of a line like `staging/shop-1/release.lock differs`; nil for what is no workflow's.
  private static func folder(of change: String) -> String? {
    let parts = change.split(separator: "/")
    return parts.count > 2 ? "\(parts[0])/\(parts[1])" : nil
  }

  /// What `list` says is live, by workflow, in the order of the environments.
  func live() throws -> [String: [String]] {
    let text = try Program.run(["list"], in: folder)
    let lines = text.output.split(separator: "\n")
    #expect(text.status == 0 && lines.count == names.count + 1, "\(text.summary)")
    let header = lines.first?.split(separator: " ").map(String.init)
    #expect(header == ["WORKFLOW"] + Self.environments.map { $0.uppercased() })
    let json = try Program.run(["list", "--format", "json"], in: folder)
    let rows = try JSONDecoder().decode([Row].self, from: Data(json.output.utf8))
    #expect(
      rows.map(\.environment)
        == Self.environments.flatMap { Array(repeating: $0, count: names.count) })
    return rows.reduce(into: [:]) { $0[$1.workflow, default: []].append($1.live) }
  }

  private struct Row: Decodable {
    let environment: String
    let workflow: String
    let live: String
  }

  /// What `live` is when some workflows have these versions, and the others those.
  static func row(_ versions: [String], of names: [String], else others: [String]? = nil)
    -> [String: [String]]
  {
    var live: [String: [String]] = [:]
    for name in teams.flatMap({ team in (1...perTeam).map { "\(team)-\($0)" } }) {
      live[name] = names.contains(name) ? versions : others
    }
    return live
  }
}
