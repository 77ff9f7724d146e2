import Foundation
import TestSupport
import Testing

/// Packages come into workflow directories, and nodes run with them where there is no network.
@Suite(.needs(.deno, .python3, .esbuild, .tntc), .serialized)
struct VendorTests {
  private static let everything = """
    import { greet } from "greet";
    import { loud } from "greet/loud";
    import { later } from "@demo/greet@1/later";
    import { colors, notice } from "jsr:@demo/data@1";
    import { four } from "jsr:@demo/mixed@1";
    import { double } from "npm:plain@1";
    import { tool } from "SERVER/x/tool@1.0.0/mod.ts";
    import { noending } from "SERVER/noending";
    import { typed } from "SERVER/typed.js";
    import { query } from "SERVER/query.ts?a=1";
    import settings from "SERVER/settings.json" with { type: "json" };

    const all = [greet("a").text, loud("b"), await later("c"), colors, notice.length > 0, four, double(3)];
    export const result = [...all, tool, noending, typed, query, settings];
    export default () => result;

    """

  private static let names = #"{"imports": {"greet": "jsr:@demo/greet@^1.0.0", "@demo/": "jsr:/@demo/"}}"#

  @Test func `what was taken in runs without a network, and nothing changes a second time`() throws {
    try VendorScene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      #expect(try scene.vendor().status == 0)
      let before = try scene.files()
      let again = try scene.vendor(without: true)
      #expect(again.output.contains("up to date") && again.status == 0)
      #expect(try scene.files() == before)
      let printed = try scene.runOffline()
      #expect(
        printed.hasPrefix(#"["Good day, a (greet)","GOOD DAY, B (GREET)!","Good day, c (greet)""#),
        "\(printed)")
      #expect(try scene.vendor("--check", without: true).status == 0)
    }
  }

  @Test func `two machines write the same bytes`() throws {
    try VendorScene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      let first = try scene.files()
      try scene.forgetCache()
      try scene.remove("vendor")
      try scene.vendor()
      #expect(try scene.files() == first)
      // Without the lock as well.
      try scene.forgetCache()
      for path in ["vendor", "vendor.lock", "deno.json"] { try scene.remove(path) }
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      #expect(try scene.files() == first)
    }
  }

  @Test func `a version stays until it is updated`() throws {
    try VendorScene.run { scene in
      try scene.write(
        "import \"greet\";\nexport default () => 1;\n",
        names: #"{"imports": {"greet": "jsr:@demo/greet@~1.0.0"}}"#)
      try scene.vendor()
      try scene.replace("~1.0.0", with: "^1.0.0", in: "vendor.lock")
      try scene.write("import \"greet\";\nimport \"greet/loud\";\nexport default () => 1;\n", names: nil)
      try scene.vendor()
      #expect(try scene.text("deno.json").contains("./vendor/demo-greet-1.0.0-lib-loud.ts"))
      #expect(try scene.vendor("--update=@demo/text").status == 0)
      #expect(try scene.text("deno.json").contains("./vendor/demo-greet-1.0.0-mod.ts"))
      #expect(try scene.vendor("--update=jsr:@demo/greet").status == 0)
      #expect(try scene.text("deno.json").contains("./vendor/demo-greet-1.1.0-mod.ts"))
      #expect(try !scene.files().keys.contains { $0.contains("1.0.0") })
      #expect(try scene.vendor("--check", without: true).status == 0)
    }
  }

  @Test func `what nothing imports any more stays until it is pruned`() throws {
    try VendorScene.run { scene in
      try scene.write(
        "import \"greet\";\nimport \"jsr:@demo/data@1\";\nexport default () => 1;\n", names: Self.names)
      try scene.vendor()
      try scene.write("import \"greet\";\nexport default () => 1;\n", names: nil)
      let kept = try scene.vendor()
      #expect(kept.errors.contains("nothing imports `jsr:@demo/data@1` any more"))
      #expect(try scene.files().keys.contains("vendor/demo-data-1.0.0-mod.ts"))
      #expect(try scene.vendor("--prune").status == 0)
      #expect(try !scene.files().keys.contains { $0.contains("data") })
      #expect(try !scene.text("deno.json").contains("data"))
      try scene.write("export default () => 1;\n", names: nil)
      #expect(try scene.vendor("--prune").status == 0)
      #expect(try scene.files().keys.sorted() == ["deno.json", "nodes/a.ts", "workflow.yaml"])
      #expect(try scene.text("deno.json") == #"{"imports": {"@demo/": "jsr:/@demo/"}}"#)
    }
  }

  @Test(arguments: [
    ("jsr:@demo/none@1", "JSR package not found"), ("jsr:@demo/greet@9", "Could not find version"),
    ("jsr:@demo/greet@1/none", "Unknown export"), ("jsr:@demo/liar@1", "Integrity check failed"),
    ("npm:none@1", "none"), ("SERVER/gone.ts", "Module not found"),
    ("https://127.0.0.1:1/a.ts", "cannot be loaded"),
    ("http://127.0.0.1:1/a.ts", "without encryption"),
    ("https://me:word@127.0.0.1/a.ts", "a user or a password"),
    ("SERVER/machine.ts", "imports `file:///etc/hostname`, a file of the local machine"),
    ("SERVER/machine-within.ts", "imports `file:///etc/hostname`, a file of the local machine"),
    ("SERVER/machine-later.ts", "imports `file:///etc/hostname`, a file of the local machine"),
  ]) func `what cannot be had is told at its import, and nothing is written`(address: String, reason: String)
    throws
  {
    try VendorScene.run { scene in
      try scene.write("\n  import \"\(address)\";\nexport default () => 1;\n", names: nil)
      let outcome = try scene.vendor()
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("w/nodes/a.ts:2:10: error: ") && outcome.errors.contains(reason),
        "\(outcome.errors)")
      #expect(try scene.files().keys.sorted() == ["nodes/a.ts", "workflow.yaml"])
    }
  }

  @Test(arguments: [
    ("jsr:@demo/changing@1", "Integrity check failed"), ("SERVER/x/base@2.0.0/mod.ts", "changed: "),
  ]) func `what changed under its number is refused`(address: String, reason: String) throws {
    try VendorScene.run { scene in
      try scene.write("import \"\(address)\";\nexport default () => 1;\n", names: nil)
      try scene.vendor()
      let before = try scene.files()
      try scene.remove("vendor")
      try scene.forgetCache()
      let outcome = try scene.registry.whileChanged { try scene.vendor() }
      #expect(outcome.status == 1 && outcome.errors.contains(reason), "\(outcome.errors)")
      // Deno keeps what it was sent.
      try scene.forgetCache()
      #expect(try scene.vendor().status == 0)
      #expect(try scene.files() == before)
    }
  }

  @Test(arguments: ["jsr:@demo/data@1", "npm:plain@1", "SERVER/x/base@2.0.0/mod.ts"])
  func `a digest that was forged with its file is found by bringing the file anew`(address: String) throws {
    try VendorScene.run { scene in
      try scene.write("import \"\(address)\";\nexport default () => 1;\n", names: nil)
      try scene.vendor()
      let lock = try scene.text("vendor.lock")
      try scene.replace("sha256:", with: "sha256:0", in: "vendor.lock")
      try scene.remove("vendor")
      let forged = try scene.files()
      let outcome = try scene.vendor()
      #expect(outcome.status == 1 && outcome.errors.contains("changed: "), "\(outcome.errors)")
      #expect(try scene.files() == forged)
      #expect(try scene.vendor("--update").status == 0)
      #expect(try scene.text("vendor.lock") == lock)
    }
  }

  @Test func `a run that is killed leaves what the next one completes`() throws {
    try VendorScene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      let complete = try scene.files()
      var random = SplitMix64.seeded(for: "killed runs of vendor")
      for _ in 0..<fuzzRounds(otherwise: 6) {
        for path in ["vendor", "vendor.lock", "deno.json"] { try scene.remove(path) }
        try scene.write(Self.everything, names: Self.names)
        try scene.kill(after: Double.random(in: 0...1.2, using: &random))
        let outcome = try scene.vendor()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try scene.files() == complete)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func `a run that is cancelled ends with Deno, and leaves nothing`() throws {
    try VendorScene.run { scene in
      try scene.write("import \"jsr:@demo/text@1\";\nexport default () => 1;\n", names: nil)
      let before = try scene.files()
      let start = ContinuousClock.now
      let end = try scene.terminate()
      #expect(end.signal == SIGTERM && end.left.isEmpty)
      #expect(ContinuousClock.now - start < .seconds(30))
      #expect(try scene.files() == before)
    }
  }

  @Test func `two runs at once write what one does`() throws {
    try VendorScene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      try scene.atOnce(3)
      #expect(try scene.vendor("--check", without: true).status == 0)
      let files = try scene.files()
      for path in ["vendor", "vendor.lock", "deno.json"] { try scene.remove(path) }
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      #expect(try scene.files() == files)
    }
  }
}
