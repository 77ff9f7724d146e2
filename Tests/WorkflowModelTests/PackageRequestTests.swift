import Diagnostics
import Testing
import WorkflowModel
import YAML

/// What a workflow asks for of other places.
struct PackageRequestTests {
  private static let workflow = """
    name: w
    version: "1.0"
    triggers: [{type: manual}]
    nodes: {a: {path: nodes/a.tsx}}
    edges: []

    """

  private static func requests(
    _ code: String, names: String = "{}", lock: String? = nil, contract: String = ""
  ) throws -> PackageRequests {
    var files = [
      SourceFile(path: "workflow.yaml", bytes: Array((workflow + contract).utf8)),
      SourceFile(path: "deno.json", bytes: Array(names.utf8)),
      SourceFile(path: "nodes/a.tsx", bytes: Array("import \"./b.ts\";\nexport default () => 1;\n".utf8)),
      SourceFile(path: "nodes/b.ts", bytes: Array(code.utf8)),
    ]
    if let lock { files.append(SourceFile(path: "vendor.lock", bytes: Array(lock.utf8))) }
    let source = WorkflowSource(files: files)
    let reading = VersionReading(source) { $0 }
    let known = try VendorLock.read(source, path: "vendor.lock")
    return PackageRequests(source, try #require(reading.workflow), reading.deno, lock: known) { $0 }
  }

  private static func texts(_ requests: PackageRequests) -> [String] {
    requests.all.map { "\($0.name) = \($0.address)\($0.type.map { " as \($0)" } ?? "")" }
  }

  @Test(arguments: [
    (
      "import \"jsr:@a/b@1\"; export * from 'npm:c'; import(\"https://d/e\")", "{}",
      ["jsr:@a/b@1 = jsr:@a/b@1", "npm:c = npm:c", "https://d/e = https://d/e"]
    ),
    (
      "import \"c\"; import \"c/d\"; import \"@s/b@2/x\"; import \"h/a.ts\"",
      #"{"imports": {"c": "npm:c@1", "@s/": "jsr:/@s/", "h/": "https://h/x@1/"}}"#,
      ["c = npm:c@1", "c/d = npm:c@1/d", "@s/b@2/x = jsr:@s/b@2/x", "h/a.ts = https://h/x@1/a.ts"]
    ),
    // Of two rules the longer one counts.
    ("import \"c/d\"", #"{"imports": {"c": "npm:c@1", "c/": "npm:/c@2/"}}"#, ["c/d = npm:c@2/d"]),
    (
      "import x from \"https://d/x.json\" with { type: \"json\" }", "{}",
      ["https://d/x.json = https://d/x.json as json"]
    ),
    (
      "import.meta.resolve(\"jsr:@a/b\"); new URL(\"https://d/e\", import.meta.url)", "{}",
      ["jsr:@a/b = jsr:@a/b"]
    ),
    ("import type { A } from \"jsr:@a/b\"; import type { C } from \"npm:c\"", "{}", ["jsr:@a/b = jsr:@a/b"]),
    (
      "import \"node:fs\"; import \"data:text/javascript,1\"; import \"./a.tsx\"; import \"jsr:@a/b\"; import \"jsr:@a/b\"",
      "{}", ["jsr:@a/b = jsr:@a/b"]
    ),
  ]) func `imports of other places are requests`(code: String, names: String, expected: [String]) throws {
    let requests = try Self.requests(code, names: names)
    #expect(Self.texts(requests) == expected)
    #expect(requests.findings.isEmpty)
  }

  @Test func `elements and the contract ask as well`() throws {
    let requests = try Self.requests(
      "", names: #"{"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "npm:preact@10"}}"#,
      contract:
        "contract: {version: \"1\", dependencies: {db: {protocol: jsr, host: \"@a/b\", version: \"1.2\"}}}\n")
    #expect(
      Self.texts(requests) == [
        "npm:preact@10/jsx-runtime = npm:preact@10/jsx-runtime", "jsr:@a/b@1.2 = jsr:@a/b@1.2",
      ])
  }

  @Test func `what a name asked for is in the lock, as long as it leads where that says`() throws {
    let lock = """
      format: 1
      imports:
        c: {request: npm:c@1, package: npm:c@1.0.0, file: c.js}
      packages:
        npm:c@1.0.0: {files: {c.js: sha256:00}}

      """
    let names = #"{"imports": {"c": "./vendor/c.js"}}"#
    #expect(
      Self.texts(try Self.requests("import \"c\"; import \"c/d\"", names: names, lock: lock)) == [
        "c = npm:c@1", "c/d = npm:c@1/d",
      ])
    let changed = try Self.requests("import \"c\"", names: #"{"imports": {"c": "npm:c@2"}}"#, lock: lock)
    #expect(Self.texts(changed) == ["c = npm:c@2"])
    let unknown = try Self.requests(
      "import \"d\"", names: #"{"imports": {"d": "./vendor/c.js"}}"#, lock: lock)
    #expect(unknown.all.isEmpty && unknown.findings.map(\.position?.line) == [1])
  }
}
