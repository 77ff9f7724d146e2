import Foundation

/// A workflow directory made by a test.
struct SampleWorkflow {
  /// The body of each node's function, with `ctx` and `input`; a whole module when it has an `export`.
  var nodes: [String: String]
  var edges: [(String, String)] = []
  /// Lines of `config:`.
  var config: [String] = []
  /// What each node may reach; nil leaves `capabilities` out.
  var hosts: [String: [String]] = [:]
  /// In YAML's flow style.
  var triggers = "[{type: manual}]"
  /// More of workflow.yaml.
  var extra = ""
  /// More files, by their path in the workflow directory.
  var files: [String: String] = [:]

  var yaml: String {
    var text = "name: sample\nversion: 1.0\ntriggers: \(triggers)\nnodes:\n"
    for name in nodes.keys.sorted() {
      text += "  \(name):\n    path: nodes/\(name).ts\n"
      if let hosts = hosts[name] { text += "    capabilities: {net: \(hosts)}\n" }
    }
    if !edges.isEmpty { text += "edges:\n" }
    for (from, to) in edges { text += "- {from: \(from), to: \(to)}\n" }
    if !config.isEmpty { text += "config:\n" }
    for line in config { text += "  \(line)\n" }
    return text + extra
  }

  /// Writes it, and gives the path of its workflow.yaml.
  func write(to folder: URL) throws -> URL {
    try FileManager.default.createDirectory(
      at: folder.appending(path: "nodes"), withIntermediateDirectories: true)
    for (name, body) in nodes {
      let module =
        body.contains("export ")
        ? body
        : "import type { Context } from \"tentacular\";\n"
          + "export default async function (ctx: Context, input: any): Promise<unknown> { \(body) }\n"
      try Data(module.utf8).write(to: folder.appending(path: "nodes/\(name).ts"))
    }
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let file = folder.appending(path: "workflow.yaml")
    try Data(yaml.utf8).write(to: file)
    return file
  }
}
