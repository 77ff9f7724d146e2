import Foundation
import TestSupport
import Testing

/// Planning reads, and only writing writes: what is only planned, checked, refused or done already leaves everything as
/// it is: names, contents, empty folders and the times of both files and folders.
struct EffectTests {
  /// Where a command is tried.
  private enum Situation: String, CaseIterable {
    /// Sources alone: no tree yet.
    case nothing
    /// Staging has two versions, and production gets its own by `promote` alone.
    case rendered
    case pinned
    case canary
    /// Sources that went on: the next render writes.
    case stale
    /// A lock that cannot be read.
    case damaged
    /// A record of removed workflows that cannot be read.
    case damagedRecord
  }

  /// Commands that write nothing, whatever they find.
  private static let planning = [
    "render --dry-run", "render --check", "render --dry-run --bump minor", "render --check --amend",
    "validate", "vendor", "vendor --check", "vendor --prune", "vendor --list",
    "config", "list", "verify", "diff deploy deploy",
    "promote flow --from staging --to production --dry-run", "promote flow --env staging --dry-run",
    "rollback flow --env staging --dry-run", "rollback flow --env staging --list",
    "versions flow --env staging --bad 1.0 --dry-run",
    "canary flow --env staging --version 1.0 --weight 5 --dry-run",
    "canary flow --env staging --abort --dry-run", "prune flow --env staging --dry-run",
    "prune --all --dry-run", "promote --all --from staging --to production --dry-run",
    "rollback --group flows --env staging --dry-run", "canary --abort --all --env staging --dry-run",
    "list --wide",
    "remove flow --env staging --dry-run", "render flows/flow --env staging --line 1.1 --dry-run",
    "render flows/flow --env staging --line 1.1 --check", "status flow --env staging",
    "versions flow --env staging",
    "show flow --env staging", "context flows/flow", "visualize flows/flow",
    "run flow --env staging --print-job", "templates print deployment.yaml", "templates diff",
    "gitops argocd --repo https://example.com/r.git --revision refs/heads/main --path deploy",
    "gitops flux --repo https://example.com/r.git --revision refs/heads/main --path deploy",
  ]

  /// Commands that write, unless they are refused or have nothing to do.
  private static let writing = [
    "render", "render --env production", "render --require-digest", "render --amend --env staging",
    "render --env nowhere", "promote flow --from staging --to production --version 9.0",
    "promote flow --from production --to staging", "promote flow --env production",
    "promote flow --env staging", "promote --all", "promote --all --env staging",
    "promote --group nowhere --from staging --to production", "promote flow nobody --env staging",
    "rollback --group flows --env staging", "canary --abort --all --env staging",
    "rollback flow --env production", "rollback flow --env staging --version 9.0",
    "rollback nobody --env staging", "versions flow --env staging --bad 1.0",
    "versions flow --env staging --good 1.0", "canary flow --env staging --version 9.0 --weight 5",
    "canary flow --env staging --version 1.1 --weight 5", "canary flow --env staging --abort",
    "prune flow nobody --env staging", "prune flow --env staging", "remove nobody --env staging",
    "remove flow --env production", "resolve flow --env staging", "resolve", "init flows/flow",
    "show flow --env staging --extract flows", "hotfix flow --env staging --extract flows/fix",
    "hotfix flow --env staging --on 9.0 --extract fix", "render flows/flow --env staging --line 1.1",
    "import deploy/staging/flow/versions/1.0.yaml --output flows/flow", "import flows/flow/workflow.yaml",
    "import deploy/staging/flow/release.lock", "import deploy/staging/flow/versions/1.0.yaml",
  ]

  @Test(arguments: Situation.allCases.map(\.rawValue))
  func `what is planned or refused leaves everything as it is`(situation: String) throws {
    let situation = try #require(Situation(rawValue: situation))
    try Workshop.with { workshop in
      try Self.prepare(workshop, situation)
      var refused = 0
      for command in Self.planning + Self.writing {
        let before = try Traces(of: workshop.folder)
        let ending = try Program.run(command.split(separator: " ").map(String.init), in: workshop.folder)
        #expect(ending.isOrderly, "\(situation), tntc \(command): \(ending.summary)")
        let changes = try Traces(of: workshop.folder).differences(from: before)
        let isPlanning = Self.planning.contains(command)
        if !isPlanning, ending.status == 0, !ending.saysNothingChanged {
          // It did its work. The next command finds the situation as it was.
          try FileManager.default.removeItem(at: workshop.folder)
          try FileManager.default.createDirectory(at: workshop.folder, withIntermediateDirectories: true)
          try Self.prepare(workshop, situation)
          continue
        }
        if ending.status != 0 { refused += 1 }
        #expect(changes == [], "\(situation), tntc \(command), which ended with \(ending.status)")
      }
      #expect(refused > 5, "\(situation)")
    }
  }

  private static func prepare(_ workshop: Workshop, _ situation: Situation) throws {
    let folder = workshop.folder
    try Workshop.makeRepository(folder)
    let configuration = """
      workflows: [flows]
      defaults: {image: "registry.example/engine:1", replicas: 4}
      environments:
        staging: {}
        production: {release: manual}

      """
    try folder.write(Array(configuration.utf8), to: ".tentacular/config.yaml")
    try workshop.write("flow")
    if situation == .nothing { return }
    try run("render", in: folder)
    try workshop.write("flow", version: "1.1", code: "second")
    try run("render", in: folder)
    let lock = "deploy/staging/flow/release.lock"
    switch situation {
    case .nothing, .rendered: break
    case .pinned: try run("rollback flow --env staging", in: folder)
    case .canary: try run("canary flow --env staging --version 1.0 --weight 25", in: folder)
    case .stale: try workshop.write("flow", version: "1.1", code: "third")
    case .damaged: try folder.write(Array("digest: none\n".utf8), to: lock)
    case .damagedRecord: try folder.write(Array("digest: none\n".utf8), to: "deploy/staging/removed.lock")
    }
  }

  private static func run(_ command: String, in folder: URL) throws {
    let ending = try Program.run(command.split(separator: " ").map(String.init), in: folder)
    try #require(ending.status == 0, "tntc \(command): \(ending.summary)")
  }
}

extension Ending {
  /// What a render or a change says when everything was as it should be.
  fileprivate var saysNothingChanged: Bool {
    output.contains(", 0 changed; 0 files added, 0 changed, 0 removed")
      && !output.contains(", 1 changed;")
  }
}

/// Everything below a folder, and when it was changed last: a file that was made and removed again leaves a trace in
/// the time of its folder.
private struct Traces {
  private var entries: [String: String] = [:]

  init(of folder: URL) throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path) + ["."]
    for path in paths {
      let file = folder.appending(path: path)
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      let changed = try #require(attributes[.modificationDate] as? Date).timeIntervalSince1970
      let type = try #require(attributes[.type] as? FileAttributeType)
      let content = type == .typeRegular ? try Data(contentsOf: file).base64EncodedString() : ""
      entries[path] = "\(type.rawValue) \(changed) \(content)"
    }
  }

  func differences(from before: Traces) -> [String] {
    Set(entries.keys).union(before.entries.keys).sorted().compactMap { path in
      switch (before.entries[path], entries[path]) {
      case (let old, let new) where old == new: nil
      case (nil, _): "\(path) is new"
      case (_, nil): "\(path) is gone"
      default: "\(path) was touched"
      }
    }
  }
}
