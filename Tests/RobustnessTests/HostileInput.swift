import Foundation
import Glibc
import TestSupport

/// Everything hostile that may lie in a workflow directory.
enum HostileInput {
  typealias Case = HostileInputTests.Case

  static let paths = [
    path("../../etc/passwd", says: "flows/beta/workflow.yaml:8:11", "inside the workflow directory"),
    path("/etc/passwd", says: "flows/beta/workflow.yaml:8:11", "absolute"),
    path("nodes/../../../x.ts", says: "flows/beta/workflow.yaml:8:11", "`..`"),
    path("nodes/./work.ts", says: "flows/beta/workflow.yaml:8:11"),
    path("nodes//work.ts", says: "flows/beta/workflow.yaml:8:11"),
    path("nodes", says: "flows/beta/workflow.yaml:8:11"),
    path("\"\"", says: "flows/beta/workflow.yaml:8:11"),
    path("\"nodes/work.ts\\0.ts\"", says: "flows/beta/workflow.yaml:8:11"),
    path("workflow.yaml", says: "flows/beta/workflow.yaml:8:11"),
    path("nodes/.secrets.ts", says: "flows/beta/workflow.yaml:8:11", "not part of a version"),
    path(".secrets.yaml", says: "flows/beta/workflow.yaml:8:11"),
    path("nodes/.secrets/key.ts", says: "flows/beta/workflow.yaml:8:11", "not part of a version"),
  ]

  static let kinds = [
    Case("a link to a file outside", says: ["flows/beta/nodes/more.ts: error: is a symbolic link", "copy"]) {
      try link("flows/beta/nodes/more.ts", to: "/etc/passwd", $0)
    },
    Case("a link to nowhere", says: ["flows/beta/nodes/more.ts: error: is a symbolic link"]) {
      try link("flows/beta/nodes/more.ts", to: "nowhere", $0)
    },
    Case("a link to itself", says: ["flows/beta/nodes/more.ts: error: is a symbolic link"]) {
      try link("flows/beta/nodes/more.ts", to: "more.ts", $0)
    },
    Case("a link to a folder", says: ["flows/beta/nodes/lib: error: is a symbolic link"]) {
      try link("flows/beta/nodes/lib", to: "/etc", $0)
    },
    Case("nodes as a link", says: ["flows/beta/nodes: error: is a symbolic link"]) {
      try FileManager.default.removeItem(at: $0.folder.appending(path: "flows/beta/nodes"))
      try link("flows/beta/nodes", to: "/etc", $0)
    },
    Case("nodes as a file", says: ["flows/beta/nodes: error: is a regular file; expected a folder"]) {
      try FileManager.default.removeItem(at: $0.folder.appending(path: "flows/beta/nodes"))
      try $0.folder.write([], to: "flows/beta/nodes")
    },
    Case("workflow.yaml as a link", says: ["flows/beta/workflow.yaml: error: is a symbolic link"]) {
      try FileManager.default.removeItem(at: $0.folder.appending(path: "flows/beta/workflow.yaml"))
      try link("flows/beta/workflow.yaml", to: "../alpha/workflow.yaml", $0)
    },
    Case("workflow.yaml as a folder", says: ["flows/beta/workflow.yaml: error: is a folder"]) {
      try FileManager.default.removeItem(at: $0.folder.appending(path: "flows/beta/workflow.yaml"))
      try $0.folder.write([], to: "flows/beta/workflow.yaml/file")
    },
    Case("a pipe among the nodes", says: ["flows/beta/nodes/more.ts: error: is a named pipe"]) {
      try pipe("flows/beta/nodes/more.ts", $0)
    },
    Case("workflow.yaml as a pipe", says: ["flows/beta/workflow.yaml: error: is a named pipe"]) {
      try FileManager.default.removeItem(at: $0.folder.appending(path: "flows/beta/workflow.yaml"))
      try pipe("flows/beta/workflow.yaml", $0)
    },
    Case("deno.json as a pipe", says: ["flows/beta/deno.json: error: is a named pipe"]) {
      try pipe("flows/beta/deno.json", $0)
    },
    Case("an empty workflow.yaml", says: ["flows/beta/workflow.yaml:1:1: error: the file is empty"]) {
      try $0.folder.write([], to: "flows/beta/workflow.yaml")
    },
    Case("no folder of nodes", says: ["flows/beta/workflow.yaml:8:11", "there is no file `nodes/work.ts`"]) {
      try FileManager.default.removeItem(at: $0.folder.appending(path: "flows/beta/nodes"))
    },
  ]

  static let names = [
    name("a b.ts", says: "flows/beta/nodes/a b.ts: error:", "rename it"),
    name("\u{1F600}.ts", says: "flows/beta/nodes/\u{1F600}.ts: error:", "rename it"),
    name("a\nb.ts", says: "flows/beta/nodes/a", "rename it"),
    name("a\u{1B}[31m.ts", says: "flows/beta/nodes/a", "rename it"),
    name("a__b.ts", says: "flows/beta/nodes/a__b.ts: error:", "rename `a__b.ts`"),
    name("a_", says: "flows/beta/nodes/a_: error:", "rename `a_`"),
    name("lib_/a.ts", says: "flows/beta/nodes/lib_/a.ts: error:", "rename `lib_`"),
    name(
      String(repeating: "a", count: 200) + "/" + String(repeating: "b", count: 47) + ".ts",
      says: "the limit is 253"),
  ]

  static let sizes = [
    Case("a file of 100 MB", says: ["flows/beta/nodes/more.ts: error: is 100000000 bytes", "921600"]) {
      try sparse("flows/beta/nodes/more.ts", 100_000_000, $0)
    },
    Case("a workflow.yaml of 100 MB", says: ["flows/beta/workflow.yaml: error: is 100000000 bytes"]) {
      try sparse("flows/beta/workflow.yaml", 100_000_000, $0)
    },
    Case("one byte too many", says: ["flows/beta/nodes/more.ts: error: is 921601 bytes"]) {
      try sparse("flows/beta/nodes/more.ts", 921_601, $0)
    },
    yaml("an alias bomb", says: "unfolds to more than", aliasBomb),
    yaml("a depth bomb", says: "nested deeper than", "a: " + String(repeating: "[", count: 400_000)),
    yaml("a second document", says: "a second document", "name: beta\n---\nname: beta\n"),
    yaml("a tag", says: "tag", "name: !!python/object:os.system beta\n"),
    yaml("100,000 nodes", says: "921600", manyNodes(count: 100_000)),
    yaml("a line without an end", says: "error", "name: " + String(repeating: "x", count: 900_000)),
  ]

  private static let aliasBomb: String = {
    let levels = (1...30).map { level in
      let uses = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      return "a\(level): &a\(level) [\(uses)]\n"
    }
    return "a0: &a0 [x]\n" + levels.joined()
  }()

  static func manyNodes(count: Int) -> String {
    "name: beta\nversion: 1.0.0\ntriggers: [{type: manual}]\nnodes:\n"
      + (1...count).map { " n\($0): {path: nodes/work.ts}\n" }.joined()
  }

  private static func path(_ path: String, says: String...) -> Case {
    Case("path: \(path)", says: says) { workshop in
      let text = try workshop.workflowFile("beta")
        .replacingOccurrences(of: "nodes/work.ts", with: path)
      try workshop.folder.write(Array(text.utf8), to: "flows/beta/workflow.yaml")
      for file in ["nodes/.secrets.ts", "nodes/.secrets/key.ts", ".secrets.yaml"] {
        try workshop.folder.write([], to: "flows/beta/\(file)")
      }
    }
  }

  private static func name(_ name: String, says: String...) -> Case {
    Case("a file \(name.debugDescription)", says: says) {
      try $0.folder.write([], to: "flows/beta/nodes/\(name)")
    }
  }

  private static func yaml(_ description: String, says phrase: String, _ text: String) -> Case {
    Case(description, says: ["flows/beta/workflow.yaml:", phrase]) {
      try $0.folder.write(Array(text.utf8), to: "flows/beta/workflow.yaml")
    }
  }

  private static func link(_ path: String, to target: String, _ workshop: Workshop) throws {
    try FileManager.default.createSymbolicLink(
      atPath: workshop.folder.appending(path: path).path, withDestinationPath: target)
  }

  private static func pipe(_ path: String, _ workshop: Workshop) throws {
    let made = unsafe mkfifo(workshop.folder.appending(path: path).path, 0o600)
    guard made == 0 else { throw POSIXError(.EIO) }
  }

  /// A file with a size and no content.
  private static func sparse(_ path: String, _ size: Int, _ workshop: Workshop) throws {
    let file = try workshop.folder.write([], to: path)
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: UInt64(size))
    try handle.close()
  }
}
