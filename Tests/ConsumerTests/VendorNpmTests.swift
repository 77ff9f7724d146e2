import Foundation
import TestSupport
import Testing

/// Packages of npm come into workflow directories as one file each, and nodes run with them.
@Suite(.needs(.deno, .python3, .esbuild, .tntc), .serialized)
struct VendorNpmTests {
  private static let code = """
    import { double } from "npm:plain@1";
    import { add } from "classic";
    import { sum } from "npm:depends";
    import { four } from "jsr:@demo/mixed@1";
    import { join } from "npm:builtins";
    import { level } from "npm:environment";
    import call from "npm:function@^1.0.0";
    import { format } from "npm:subpaths@3/format";
    import { scoped } from "npm:@demo/scoped@1.0.0-beta.1";

    export const result = [double(2), add(1, 2), sum(1, 2), four, join("a", "b"), level, call("me"), format(1), scoped];
    export default () => result;

    """

  private static let names = #"{"imports": {"classic": "npm:classic@2"}}"#
  private static let result = #"[4,3,6,4,"a/b","info","called by me","<1>",true]"#

  @Test(.needs(.engine)) func `nodes run with packages of npm where there is no network`() throws {
    try VendorScene.run { scene in
      try scene.write(Self.code, names: Self.names)
      let outcome = try scene.vendor()
      #expect(outcome.status == 0, "\(outcome.errors)")
      _ = try scene.registry.requests()
      #expect(try scene.runOffline() == Self.result + "\n")
      let loading = ["TENTACULAR_DENO": Tool.denoPath, "TNTC_NO_LOAD": ""]
      let validated = try scene.tntc(["validate", "w"], loading)
      #expect(validated.status == 0, "\(validated.errors)")
      #expect(!validated.output.contains("not loaded") && !validated.errors.contains("not loaded"))
      #expect(try scene.registry.requests() == [])
    }
  }

  @Test func `two machines write the same bundles`() throws {
    try VendorScene.run { scene in
      try scene.write(Self.code, names: Self.names)
      try scene.vendor()
      let first = try scene.files()
      #expect(first.keys.count { $0.hasSuffix(".js") } == 8)
      // From the lock, and from nothing.
      for paths in [["vendor"], ["vendor", "vendor.lock", "deno.json"]] {
        try scene.forgetCache()
        for path in paths { try scene.remove(path) }
        if paths.count > 1 { try scene.write(Self.code, names: Self.names) }
        let outcome = try scene.vendor()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try scene.files() == first)
      }
    }
  }

  struct Edit: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: String
    let edit: @Sendable (VendorScene) throws -> Void
  }

  private static let edits = [
    Edit(
      testDescription: "a bundle",
      message: "w/vendor/classic-2.0.0.js: error: was changed: vendor.lock"
    ) {
      try $0.replace("exports.add = ", with: "exports.add = exports.plus = ", in: "vendor/classic-2.0.0.js")
    },
    Edit(testDescription: "a bundle that is gone", message: "error: there is no `vendor/classic-2.0.0.js`") {
      try $0.remove("vendor/classic-2.0.0.js")
    },
    Edit(testDescription: "a file of the author's", message: "w/vendor/own.js: error: is not in vendor.lock")
    {
      try $0.folder.write(Array("export {};\n".utf8), to: "w/vendor/own.js")
    },
    Edit(testDescription: "a name that leads elsewhere", message: "`classic`") {
      try $0.replace("./vendor/classic-2.0.0.js", with: "./vendor/depends-1.0.0.js", in: "deno.json")
    },
    Edit(testDescription: "a request that is another one", message: "npm:depends@1.0") {
      try $0.replace("npm:depends", with: "npm:depends@1.0", in: "nodes/a.ts")
    },
    Edit(testDescription: "a package more", message: "npm:optional") {
      try $0.replace("import { sum }", with: "import \"npm:optional\";\nimport { sum }", in: "nodes/a.ts")
    },
    Edit(testDescription: "a digest of the lock", message: "error: ") {
      try $0.replace("sha256:", with: "sha256:0", in: "vendor.lock")
    },
  ]

  @Test(arguments: edits) func `an edit is noticed without asking anybody`(edit: Edit) throws {
    try VendorScene.run { scene in
      try scene.write(
        "import { add } from \"classic\";\nimport { sum } from \"npm:depends\";\n"
          + "export default () => add(1, sum(1, 2));\n", names: Self.names)
      try scene.vendor()
      #expect(try scene.vendor("--check", without: true).status == 0)
      _ = try scene.registry.requests()
      try edit.edit(scene)
      let outcome = try scene.vendor("--check", without: true)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(edit.message), "\(outcome.errors)")
      #expect(try scene.registry.requests() == [])
    }
  }

  @Test(arguments: [
    ("npm:native", "npm:native@1.0.0 has a native add-on (index.js:1:25)"),
    (
      "npm:dynamic",
      "npm:dynamic@1.0.0 loads a module by a name that is known only at run time (index.js:1:25)"
    ),
    (
      "npm:needs-peer", "npm:needs-peer@1.0.0 needs `absent` (index.js:1:23), which was not installed with it"
    ),
    ("npm:subpaths/none", "`npm:subpaths/none` cannot be bundled: the package has no such module"),
    ("npm:liar", "Tarball checksum did not match"),
  ]) func `what cannot be bundled is told at its import, and nothing is written`(
    request: String, reason: String
  ) throws {
    try VendorScene.run { scene in
      try scene.write("import \"npm:plain\";\nimport \"\(request)\";\nexport default () => 1;\n", names: nil)
      let outcome = try scene.vendor()
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("w/nodes/a.ts:2:8: error: "), "\(outcome.errors)")
      #expect(outcome.errors.contains(reason), "\(outcome.errors)")
      #expect(!outcome.errors.contains("/tmp"), "\(outcome.errors)")
      #expect(try scene.files().keys.sorted() == ["nodes/a.ts", "workflow.yaml"])
    }
  }

  @Test func `a package that changed under its number is refused`() throws {
    try VendorScene.run { scene in
      try scene.write("import \"npm:changing@1\";\nexport default () => 1;\n", names: nil)
      try scene.vendor()
      let before = try scene.files()
      try scene.remove("vendor")
      try scene.forgetCache()
      let outcome = try scene.registry.whileChanged { try scene.vendor() }
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("w/nodes/a.ts:1:8: error: "), "\(outcome.errors)")
      #expect(try scene.vendor().status == 0)
      #expect(try scene.files() == before)
    }
  }

  @Test func `another esbuild is taken where it is asked for alone`() throws {
    try VendorScene.run { scene in
      try scene.write("import \"npm:plain\";\nexport default () => 1;\n", names: nil)
      try scene.vendor()
      let before = try scene.files()
      let script = "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 9.9.9; else exec esbuild \"$@\"; fi\n"
      let other = try scene.folder.write(Array(script.utf8), to: "other/esbuild")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other.path)
      // Nothing is to be made.
      #expect(try scene.vendor("--esbuild", other.path).status == 0)
      #expect(try scene.files() == before)
      try scene.write("import \"npm:plain\";\nimport \"npm:scoped\";\nexport default () => 1;\n", names: nil)
      try scene.replace("npm:scoped", with: "npm:@demo/scoped@1.0.0-beta.1", in: "nodes/a.ts")
      let refused = try scene.vendor("--esbuild", other.path)
      #expect(refused.status == 1)
      #expect(
        refused.errors.contains(
          " is esbuild 9.9.9, and vendor.lock was made with esbuild "
            + "0."), "\(refused.errors)")
      #expect(try scene.vendor("--update", "--esbuild", other.path).status == 0)
      #expect(try scene.text("vendor.lock").contains("bundler: esbuild 9.9.9\n"))
    }
  }

  @Test func `requests of one module are one file`() throws {
    try VendorScene.run { scene in
      try scene.write(
        "import { read } from \"npm:counter@1\";\nimport * as all from \"npm:counter@^1.0.0\";\n"
          + "export const result = read === all.read;\nexport default () => result;\n", names: nil)
      #expect(try scene.vendor().errors == "")
      #expect(try scene.runOffline() == "true\n")
      #expect(try scene.files().keys.filter { $0.hasPrefix("vendor/") } == ["vendor/counter-1.0.0.js"])
    }
  }

  @Test func `copies of one package in two files are told`() throws {
    try VendorScene.run { scene in
      try scene.write(
        "import { read } from \"npm:counter\";\nimport { next } from \"npm:counter/next\";\n"
          + "export const result = [next(), read()];\nexport default () => result;\n", names: nil)
      let outcome = try scene.vendor()
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.contains(
          "warning: `npm:counter`, `npm:counter/next` each contain a copy of npm:counter@1.0.0"))
      #expect(try scene.runOffline() == "[1,0]\n")
    }
  }
}
