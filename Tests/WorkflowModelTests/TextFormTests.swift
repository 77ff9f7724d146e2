import TestSupport
import Testing
import YAML

@testable import WorkflowModel

/// Each form is told twice, and both are asked about the same texts: Swift, which decides, and JavaScript's regular
/// expressions, by which editors go.
struct TextFormTests {
  private struct Form: Sendable {
    let name: String
    let schema: Mapping
    /// Texts from which others are made.
    let seeds: [String]
    /// What Swift has against a text.
    let problem: @Sendable (String) -> String?
    /// Parts of what Swift says where the schema cannot know; each has to be needed.
    let beyond: [String]
    /// Where the schema may take less, as something else refuses the text.
    let isRefusedElsewhere: @Sendable (String) -> Bool

    init<Product>(
      _ name: String, _ form: TextForm<Product>, _ seeds: [String], beyond: [String] = [],
      isRefusedElsewhere: @escaping @Sendable (String) -> Bool = { _ in false }
    ) {
      (self.name, schema, self.seeds, self.beyond) = (name, form.schema(), seeds, beyond)
      self.isRefusedElsewhere = isRefusedElsewhere
      problem = { text in
        do throws(InvalidText) {
          _ = try form.read(text)
          return nil
        } catch {
          return error.reason
        }
      }
    }
  }

  private static let labels = ["a", "a-b", "0", "a1-", "-a", String(repeating: "x", count: 63)]
  private static let hosts = [
    "*", "localhost", "api.example.com:443", "*.example.com", "*.*.a", "a_b.c", "-a.b", "a-.b", "[::1]",
    "[::1]:80", "[1.2::]", "[:::]", "[::1", "[1:2:3:4:5:6:7:8]", "a:0", "a:65535", "a:65536", "a:080",
    "a:1:2",
    Array(repeating: "abcdefg", count: 32).joined(separator: "."), String(repeating: "x", count: 63) + ".a",
  ]

  private static let forms = [
    Form(
      "name of a workflow", NameRules.workflow,
      labels + ["a--b", "a_b", "x-canary", "x-stable", "x-cron", "canary", String(repeating: "x", count: 47)]),
    Form("name of a node", NameRules.node, ["a", "a-_b", "a0-", "0a", "-a", "_a"]),
    Form("name of a trigger", NameRules.trigger, labels + ["a_", "a-", "_a", "0_"]),
    Form("namespace", NameRules.namespace, labels),
    Form(
      "version", VersionNumber.form,
      [
        "1.0", "0.0", "1.2.3", "1.0-rc", "1.0-rc.1", "1.0.0-beta2.10", "999999999999999.0", "01.0", "v1.0",
        "1.0-rc.999999999999999", "1.0+5", "1.0-1",
      ]),
    Form(
      "schedule", CronSchedule.form,
      [
        "*/5 * * * *", "0 9 * * MON-FRI", " 0\t0 1,15 jan-JUN ?", "5/15 0-6/2 * * 0", "0 0 L * *",
        "*/0 * * * *", "0 9 * * FRI-MON",
        "* * * * * *",
      ],
      beyond: ["not a number", "is not between", "runs backwards", "is not possible"]),
    Form(
      "time zone", TimeZoneName.form,
      [
        "Europe/Berlin", "Etc/GMT+1", "America/Argentina/Buenos_Aires", "UTC", "local", "LOCAL", "a/b/c/d",
        String(repeating: "x", count: 32), "1/2", "Europe/",
      ]),
    Form(
      "duration", DurationText.form, ["30s", "2m", "1h30m", "500ms", "1m0s", "24h", "1h1m1s1ms", "0s"],
      beyond: ["is out of range"]),
    Form("host", NetworkHost.form, hosts, beyond: ["is not a host"]),
    Form("host beside a port", NetworkHost.formWithoutPort, hosts, beyond: ["is not a host"]),
    Form("dependency", NameRules.dependency, ["a", "a-b_c9", "9a", "A", "", "a.b"]),
    Form("sidecar", NameRules.sidecar, ["a", "a-b_c9", "engine", "a_", String(repeating: "x", count: 59)]),
    Form("path of a URL", SidecarKeys.path, ["/", "/health?x=1", "health", "/a b", "/ü"]),
    Form("variable", SidecarKeys.variable, ["A", "a_B.c-d", "_", ".a", "..", "...", ".", "1A", "-"]),
    Form(
      "image", ImageReference.form,
      [
        "a", "registry.example:5000/a/b:1.0", "a@sha256:" + String(repeating: "0", count: 64), "A/b", "a/B",
        "a:b:c", "a__b", "a___b", "a..b", "a._b", "a.-b", "a--b/c_d", "a_b/c", "a_b.c:80/d", "a-.b/c",
        "a.b./c", ".a/b",
        "localhost:5000/a", "h:/a", "h:x/a", "-h/a", "H/A", "a//b", "a:" + String(repeating: "t", count: 129),
        String(repeating: "x", count: 255), String(repeating: "x", count: 256),
        "h/" + String(repeating: "x", count: 254),
      ]),
    Form(
      "range of addresses", IPRange.form,
      [
        "10.0.0.0/8", "0.0.0.0/0", "::/0", "fd00::1", "10.0.0.256", "1.2.3", "::ffff:10.0.0.1/100", "a::/64",
        "/8",
      ],
      beyond: ["is not a range"]),
    Form(
      "port", NetworkPort.form,
      ["443", "443/TCP", "53/udp", "65536", "0", "00443/TCP", "443/", "1/sctp", "443/HTTP"],
      beyond: ["is not a port"]),
    Form(
      "path of a node", NodePath.form,
      [
        "nodes/a.ts", "./nodes/a.ts", "nodes/b/c-d.mjs", "nodes/a_test.ts", "nodes/a.test.ts",
        "nodes/tests/a.ts",
        "nodes/__tests__/a.ts", "nodes/.a.ts", "nodes/../a.ts", "nodes", "nodes/a.json",
        "nodes/a.test.ts/b.ts",
      ], beyond: ["is not a module"],
      // No such file is in a version.
      isRefusedElsewhere: { path in
        NodePath.normalised(path) == WorkflowSource.nodesFolder
          || path.split(separator: "/").contains { ConfigMapKey.problem(withPath: String($0)) != nil }
      }),
  ]

  /// The seeds of all forms, and what becomes of the form's own with a few changes.
  private static func texts(for form: Form) -> [String] {
    let characters = Array("aZz019-_.:/*[]@,? \t\n+;=ü{}hmsTF")
    var random = SplitMix64.seeded(for: "form of \(form.name)")
    let changed = (0..<4000).map { _ in
      var text = Array(form.seeds.randomElement(using: &random) ?? "")
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0...text.count, using: &random)
        let character = characters.randomElement(using: &random) ?? "a"
        switch Int.random(in: 0...3, using: &random) {
        case 0 where place < text.count: text.remove(at: place)
        case 1 where place < text.count: text[place] = character
        case 2: text += text[place...]
        default: text.insert(character, at: place)
        }
      }
      return String(text)
    }
    return [""] + forms.flatMap(\.seeds) + changed
  }

  /// What the schema of each form takes of its texts.
  private static func answers(_ questions: [(form: Form, texts: [String])]) throws -> [[Bool]] {
    let data = questions.map { question -> Value in
      ["schema": .mapping(question.form.schema), "texts": .sequence(question.texts.map(Value.string))]
    }
    let program = """
      const check = ({ pattern, minLength = 0, maxLength = Infinity, not }) => {
        const expression = new RegExp(pattern, "u");
        const isOther = not ? check(not) : () => false;
        return (text) => {
          const length = [...text].length;
          return expression.test(text) && length >= minLength && length <= maxLength && !isOther(text);
        };
      };
      const questions = \(JSON.compact(.sequence(data)));
      console.log(JSON.stringify(questions.map(({ schema, texts }) => texts.map(check(schema)))));
      """
    let outcome = try Tool.deno.run(["run", "--quiet", "--no-prompt", "-"], input: Array(program.utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
    guard case .sequence(let answers) = try JSON.element(outcome.output).value else { return [] }
    return answers.map { answer in
      guard case .sequence(let items) = answer else { return [] }
      return items.map { $0 == true }
    }
  }

  @Test(.needs(.deno)) func `Swift and the schema take the same texts`() throws {
    let questions = Self.forms.map { ($0, Self.texts(for: $0)) }
    let answers = try Self.answers(questions)
    try #require(answers.map(\.count) == questions.map(\.1.count))
    for ((form, texts), answers) in zip(questions, answers) {
      var unneeded = Set(form.beyond)
      for (text, isTaken) in zip(texts, answers) {
        switch (form.problem(text), isTaken) {
        case (nil, false):
          #expect(form.isRefusedElsewhere(text), "\(form.name): the schema refuses \(text.debugDescription)")
        case (let problem?, true):
          let known = form.beyond.filter(problem.contains)
          #expect(!known.isEmpty, "\(form.name): the schema takes \(text.debugDescription): \(problem)")
          unneeded.subtract(known)
        default: break
        }
      }
      #expect(unneeded == [], "\(form.name): no text needs this")
    }
  }

  @Test func `every pattern of the schema is one of these`() {
    // Amounts are numbers too, and are compared with those of settings.
    let amounts = Self.patterns(ResourceReader.schema(""))
    let known = Set(Self.forms.flatMap { Self.patterns(.mapping($0.schema)) } + amounts)
    #expect(Set(Self.patterns(WorkflowSchema.value)) == known)
  }

  private static func patterns(_ schema: Value) -> [String] {
    switch schema {
    case .mapping(let members):
      members.flatMap { $0.key == "pattern" ? [$0.value.text ?? ""] : patterns($0.value) }
    case .sequence(let items): items.flatMap(patterns)
    default: []
    }
  }
}
