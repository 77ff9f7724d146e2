import Foundation
import TestSupport

/// Renders with the program itself, as a person would.
struct SampleTree {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The workflow's folder of the tree.
  let tree: URL
  /// What `tntc context` says, as a file.
  let context: URL

  /// - Parameters:
  ///   - folder: in which tntc runs, and where its configuration is, if there is one.
  ///   - options: options of `render` that `context` takes too.
  init(of workflow: URL, in folder: URL, _ options: [String] = []) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let deploy = folder.appending(path: "deploy")
    let options = [workflow.path, "--tree", deploy.path] + options
    _ = try Self.tntc(["render"] + options, in: folder)
    let json = try Self.tntc(["context"] + options, in: folder)
    context = try folder.write(json, to: "context.json")
    let names = try FileManager.default.contentsOfDirectory(atPath: deploy.path)
    guard let name = names.first(where: { !$0.hasPrefix(".") }) else {
      throw Failure(description: "nothing was rendered")
    }
    tree = deploy.appending(path: name)
  }

  @discardableResult
  static func tntc(_ arguments: [String], in folder: URL? = nil) throws -> [UInt8] {
    let outcome = try Tool.tntc.run(arguments, in: folder)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    return outcome.output
  }

  /// A workflow with everything in it that decides what is rendered.
  static func writeWorkflow(in folder: URL) throws -> URL {
    let files: [(path: String, bytes: [UInt8])] = [
      ("workflow.yaml", Array(workflow.utf8)), ("deno.json", Array("{}\n".utf8)),
      ("nodes/first.ts", Array("\tconst text = `${1} 😀\u{2028}`;\r\nexport default () => 1;\n\n".utf8)),
      ("nodes/lib/second.ts", Array(" export default () => 2;".utf8)),
      ("nodes/lib/data.bin", [0, 255, 128, 10]), ("nodes/empty.ts", []),
    ]
    for file in files { try folder.write(file.bytes, to: "sample/\(file.path)") }
    return folder.appending(path: "sample")
  }

  private static let workflow = """
    name: sample
    version: "1.10"
    description: "yes"
    triggers:
    - type: cron
      schedule: "*/5 * * * *"
      timeZone: Europe/Berlin
      name: often
    - type: cron
      schedule: "0 1 * * MON-FRI"
    - type: manual
    nodes:
      first: {path: nodes/first.ts}
      second: {path: nodes/lib/second.ts}
    edges:
    - {from: first, to: second}
    config:
      timeout: 90s
      retries: 2
      list: [1, 2.5, null, "no", "12:30:45"]
    contract:
      dependencies:
        slack: {host: hooks.slack.com, secret: slack.webhook_url}
        github: {host: api.github.com, secret: github.token}
    deployment:
      namespace: apps

    """
}
