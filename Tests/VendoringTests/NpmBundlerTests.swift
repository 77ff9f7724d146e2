import Foundation
import Processes
import TestSupport
import Testing
import Vendoring
import WorkflowModel

/// What becomes of packages of npm: modules that run as nodes do, without a package, a network or a permission.
@Suite(.needs(.deno, .python3, .esbuild), .serialized)
struct NpmBundlerTests {
  /// A request, expressions over what its module `p` exports, and what they print.
  private struct Row: Sendable, CustomTestStringConvertible {
    let request: String
    let code: String
    let printed: String

    init(_ request: String, _ code: String, _ printed: String) {
      (self.request, self.code, self.printed) = (request, code, printed)
    }

    var testDescription: String { request }
  }

  private static let rows = [
    Row("npm:plain@1.1", "p.double(2), p.triple(2)", "4 6"),
    Row("npm:plain@1.0.0", "p.double(2), typeof p.triple", "4 undefined"),
    Row("npm:classic@2", "p.add(1, 2), p.delete(), p.mode", "3 a reserved word production"),
    Row("npm:classic@2", "p.default.default, p.default['with-dash']", "the member named default 1"),
    Row("npm:classic@1", "p.add(1, 2), p.old", "3 true"),
    Row("npm:function", "p.default('me'), p.version", "called by me 1.0.0"),
    Row("npm:compiled", "p.named, p.default.default, p.__esModule", "named default true"),
    Row("npm:depends", "p.sum(1, 2)", "6"),
    Row("npm:depends-on-old", "p.old", "true"),
    Row(
      "npm:builtins", "p.join('a', 'b'), p.canRead(), typeof p.wait, typeof p.Emitter",
      "a/b true function function"),
    Row(
      "npm:builtins-esm", "p.joined('a', 'b'), p.same, p.canRead, typeof p.EventEmitter",
      "a/b true true function"),
    Row(
      "npm:globals", "p.size('é'), p.root(), p.folder(), p.timer(), await p.soon()",
      "2 true string function soon"),
    Row("npm:environment", "p.level, p.names", "info NODE_ENV"),
    Row("npm:optional", "p.isFast, p.code", "false MODULE_NOT_FOUND"),
    Row("npm:subpaths@3.6.0", "p.format(1)", "<1>"),
    Row("npm:subpaths@3/format", "p.format(1), p.default(2)", "<1> <2>"),
    Row("npm:subpaths@3/parse/number", "p.number('12') + 1", "13"),
    Row("npm:@demo/scoped@1.0.0-beta.1", "p.scoped", "true"),
    Row("npm:takes-peer", "p.eight", "8"),
    Row("npm:installs", "p.installed", "true"),
    Row("npm:unlicensed", "p.free", "null"),
  ]

  @Test func `a bundle runs as the package does, with the flags of a node`() throws {
    try Self.withScene { scene in
      let bundling = try scene.bundle(Self.rows.map(\.request))
      for (row, bundle) in zip(Self.rows, bundling.bundles) {
        #expect(bundle.request == row.request)
        let printed = try scene.run(row.code, bundle.bytes)
        #expect(printed == row.printed, "\(row.request)")
      }
    }
  }

  @Test func `the names of a bundle are those that Deno gives`() throws {
    try Self.withScene { scene in
      let requests = [
        "npm:classic@2", "npm:function", "npm:compiled", "npm:subpaths@3/format", "npm:optional",
      ]
      let own = "Reflect.ownKeys(p).filter((key) => /^[$\\w]+$/.test(String(key))).join()"
      for (request, bundle) in zip(requests, try scene.bundle(requests).bundles) {
        let (made, given) = (try scene.run(own, bundle.bytes), try scene.run(own, of: request))
        #expect(made == given, "\(request)")
      }
    }
  }

  @Test func `no code of a package runs`() throws {
    try Self.withScene { scene in
      let requests = ["npm:throwing", "npm:looping", "npm:prying", "npm:installs"]
      let bundling = try scene.bundle(requests)
      #expect(bundling.bundles.count == requests.count)
    }
  }

  @Test func `another machine makes the same bytes`() throws {
    try PackageRegistry.run { registry in
      let requests = Self.rows.map(\.request)
      let first = try withTemporaryFolder { try Scene($0, registry).bundle(requests) }
      let second = try withTemporaryFolder {
        let folder = $0.appending(path: "a/deeper folder/é")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try Scene(folder, registry).bundle(requests)
      }
      #expect(first.bundles.map(\.bytes) == second.bundles.map(\.bytes))
      #expect(first.packages == second.packages)
      for bundle in first.bundles { #expect(!String(decoding: bundle.bytes, as: UTF8.self).contains("/tmp")) }
    }
  }

  @Test func `other requests do not change a bundle`() throws {
    try Self.withScene { scene in
      let many = try scene.bundle(["npm:classic@1", "npm:function", "npm:depends", "npm:classic@2"])
      let one = try scene.bundle(["npm:depends"])
      #expect(many.bundles[2].bytes == one.bundles[0].bytes)
    }
  }

  @Test func `packages in bundles are told`() throws {
    try Self.withScene { scene in
      let bundling = try scene.bundle(["npm:depends", "npm:unlicensed", "npm:takes-peer"])
      #expect(
        bundling.packages.map(\.text) == [
          "npm:classic@2.0.0", "npm:depends@1.0.0", "npm:plain@1.1.0", "npm:takes-peer@1.0.0",
          "npm:unlicensed@1.0.0",
        ])
      #expect(bundling.packages.map(\.license) == ["ISC", "MIT", "MIT", "MIT", nil])
      #expect(bundling.packages[1].dependencies == ["npm:classic@2.0.0", "npm:plain@1.1.0"])
      #expect(bundling.packages[3].dependencies == ["npm:plain@1.1.0"])
      for package in bundling.packages {
        #expect(package.files == [])
        #expect(package.integrity?.hasPrefix("sha512-") == true)
      }
      #expect(bundling.bundler.hasPrefix("esbuild 0."))
      let text = String(decoding: bundling.bundles[0].bytes, as: UTF8.self)
      #expect(text.contains("/*! plain, (c) its authors */"))
    }
  }

  @Test func `two copies of one package are a warning`() throws {
    try Self.withScene { scene in
      let bundling = try scene.bundle(["npm:counter", "npm:counter/next", "npm:plain"])
      #expect(bundling.warnings.map(\.request) == ["npm:counter"])
      #expect(
        bundling.warnings.first?.message.hasPrefix(
          "`npm:counter`, `npm:counter/next` each contain a copy of npm:counter@1.0.0, ") == true)
      let apart = try scene.bundle(["npm:counter", "npm:plain"])
      #expect(apart.warnings == [])
    }
  }

  @Test(arguments: [
    (
      "npm:native",
      "`npm:native` cannot be bundled: npm:native@1.0.0 has a native add-on (index.js:1:25), and a version can hold only text; import another package, or another module of this one"
    ),
    (
      "npm:dynamic",
      "`npm:dynamic` cannot be bundled: npm:dynamic@1.0.0 loads a module by a name that is known only at run time (index.js:1:25); import another package, or another module of this one"
    ),
    (
      "npm:dynamic-import",
      "`npm:dynamic-import` cannot be bundled: npm:dynamic-import@1.0.0 loads a module by a name that is known only at run time (index.js:1:30); import another package, or another module of this one"
    ),
    (
      "npm:needs-peer",
      "`npm:needs-peer` cannot be bundled: npm:needs-peer@1.0.0 needs `absent` (index.js:1:23), which was not installed with it: a peer dependency, or a fault of the package. Import `npm:absent` as well, or use another version"
    ),
    (
      "npm:leaking",
      "`npm:leaking` cannot be bundled: it includes `../deno.json`, which belongs to no package; use another package"
    ),
  ])
  func `what cannot be one file says why`(request: String, message: String) throws {
    try Self.withScene { scene in
      let failure = #expect(throws: NpmBundler.Failure.self) { try scene.bundle(["npm:plain", request]) }
      #expect(failure?.request == request)
      #expect(failure?.message == message)
    }
  }

  @Test func `a module that a package does not have is an error`() throws {
    try Self.withScene { scene in
      let failure = #expect(throws: NpmBundler.Failure.self) { try scene.bundle(["npm:subpaths/internal"]) }
      #expect(failure?.request == "npm:subpaths/internal")
      #expect(
        failure?.message == "`npm:subpaths/internal` cannot be bundled: the package has no such module")
    }
  }

  @Test func `esbuild is the one of the lock`() throws {
    try Self.withScene { scene in
      let version = try scene.bundle(["npm:plain"]).bundler
      let again = try scene.bundle(["npm:plain"], locked: version)
      #expect(again.bundler == version)
      let failure = #expect(throws: NpmBundler.Failure.self) {
        try scene.bundle(["npm:plain"], locked: "esbuild 0.1.2")
      }
      #expect(
        failure?.message.hasPrefix("`esbuild` is \(version), and vendor.lock was made with esbuild 0.1.2, ")
          == true)
      let missing = #expect(throws: NpmBundler.Failure.self) {
        try scene.bundle(["npm:plain"], locked: "esbuild 0.1.2", esbuild: "esbuild-that-is-nowhere")
      }
      #expect(missing?.message.contains("is not on PATH") == true)
      #expect(missing?.message.contains("version 0.1.2") == true)
    }
  }

  private static func withScene(_ body: (Scene) throws -> Void) throws {
    try PackageRegistry.run { registry in
      try withTemporaryFolder { try body(Scene($0, registry)) }
    }
  }
}

/// A machine with a folder and a cache of its own.
private struct Scene {
  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let folder: URL
  let environment: [String: String]

  init(_ folder: URL, _ registry: PackageRegistry) {
    self.folder = folder
    environment = registry.environment(cache: folder.appending(path: "cache"))
  }

  func bundle(
    _ requests: [String], locked: String? = nil, esbuild: String = "esbuild"
  ) throws -> NpmBundler.Bundling {
    let scratch = folder.appending(path: UUID().uuidString)
    let root = requests.map { "import \"\($0)\";\n" }.joined()
    try scratch.write(Array(root.utf8), to: "root.ts")
    try scratch.write(Array("{}".utf8), to: "deno.json")
    _ = try deno(["info", "--quiet", "--json", "root.ts"], in: scratch)
    let deno = Program(try Tool.deno.path, environment: environment.mapValues { $0 })
    return try NpmBundler(deno: deno, esbuild: esbuild).bundle(requests, in: scratch.path, locked: locked)
  }

  /// What expressions over the exports of a bundle are, as a node would print them.
  func run(_ expressions: String, _ bundle: [UInt8]) throws -> String {
    let nodes = folder.appending(path: "nodes-\(UUID().uuidString)")
    try nodes.write(bundle, to: "bundle.js")
    try nodes.write(
      Array("import * as p from './bundle.js';\nconsole.log(\(expressions));\n".utf8), to: "node.ts")
    return try deno(
      ["run", "--quiet", "--no-prompt", "--no-lock", "--no-remote", "--no-npm", "node.ts"], in: nodes,
      ["DENO_DIR": nodes.appending(path: "empty").path])
  }

  /// The same of the package itself.
  func run(_ expressions: String, of request: String) throws -> String {
    let nodes = folder.appending(path: "nodes-\(UUID().uuidString)")
    try nodes.write(
      Array("import * as p from '\(request)';\nconsole.log(\(expressions));\n".utf8), to: "node.ts")
    return try deno(["run", "--quiet", "--no-prompt", "--no-lock", "--allow-env", "node.ts"], in: nodes)
  }

  private func deno(
    _ arguments: [String], in folder: URL, _ more: [String: String] = [:]
  ) throws -> String {
    let outcome = try Tool.deno.run(
      arguments, in: folder, environment: environment.merging(more) { $1 })
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
