import Diagnostics
import Engine
import Foundation
import TestSupport
import Testing
import WorkflowSecrets
import YAML

struct SecretSourceTests {
  private func read(_ folder: URL, extra: String? = nil) -> (secrets: String, findings: [Finding]) {
    let reading = SecretSources(directory: folder.path, extra: extra).read()
    return (JSON.compact(.mapping(reading.secrets.services).withSortedKeys), reading.findings)
  }

  @Test("Files of a folder are services: JSON objects, or texts without their last line break")
  func folder() throws {
    try withTemporaryFolder { folder in
      try folder.write(Array(#"{"token": "abc", "n": 1}"#.utf8), to: ".secrets/slack")
      try folder.write(Array("plain text\n".utf8), to: ".secrets/text")
      try folder.write(Array("two\n\n".utf8), to: ".secrets/lines")
      try folder.write(Array("[1]".utf8), to: ".secrets/list")
      try folder.write(Array("no".utf8), to: ".secrets/.hidden")
      #expect(
        read(folder).secrets
          == #"{"lines":{"value":"two\n"},"list":{"value":"[1]"},"slack":{"n":1,"token":"abc"},"text":{"value":"plain text"}}"#
      )
    }
  }

  @Test("What looks like a number in YAML stays the text that it is, and the engine's token is no secret")
  func texts() throws {
    try withTemporaryFolder { folder in
      let yaml =
        "bank: {pin: 0012345, key: 1e5, id: 1122334455667788993, hex: 0x1F, on: true, none: ~}\nn: 7\n"
      try folder.write(Array(yaml.utf8), to: ".secrets.yaml")
      try folder.write(Array(" tok-en\n".utf8), to: ".secrets/engine.token")
      #expect(
        read(folder).secrets
          == #"{"bank":{"hex":"0x1F","id":"1122334455667788993","key":"1e5","none":null,"on":true,"pin":"0012345"},"n":{"value":"7"}}"#
      )
      let other = folder.appending(path: "other")
      try other.write(Array("engine.token: 12345\n".utf8), to: ".secrets.yaml")
      #expect(read(other).secrets == "{}")
      #expect(SecretSources(directory: other.path, extra: nil).read().token?.text == "12345")
      let token = SecretSources(directory: folder.path, extra: nil).read().token
      #expect(token?.text == "tok-en")
      #expect(token?.isShown(by: "Bearer tok-en") == true && token?.isShown(by: "bEARER tok-en") == true)
      for field in [
        nil, "", "Bearer", "Bearer ", "Bearer tok-em", "Bearer tok-en2", "Bearertok-en", "tok-en",
      ] {
        #expect(token?.isShown(by: field) == false)
      }
    }
  }

  @Test("A token that nobody can send lets nobody in", arguments: ["", "\n", "two words", "é"])
  func unusableToken(_ text: String) throws {
    try withTemporaryFolder { folder in
      try folder.write(Array(text.utf8), to: ".secrets/engine.token")
      let reading = SecretSources(directory: folder.path, extra: nil).read()
      #expect(reading.findings.count == 1)
      let token = try #require(reading.token)
      for field in [nil, "", "Bearer ", "Bearer \(text)"] { #expect(!token.isShown(by: field)) }
    }
  }

  @Test("Later sources replace a service as a whole")
  func cascade() throws {
    try withTemporaryFolder { folder in
      try folder.write(Array(#"{"token": "first", "team": "T"}"#.utf8), to: ".secrets/slack")
      try folder.write(Array("kept".utf8), to: ".secrets/other")
      try folder.write(Array("slack: {token: second}\nplain: text\n".utf8), to: ".secrets.yaml")
      #expect(
        read(folder).secrets
          == #"{"other":{"value":"kept"},"plain":{"value":"text"},"slack":{"token":"second"}}"#)
      try folder.write(Array("third".utf8), to: "mine/slack")
      #expect(
        read(folder, extra: folder.appending(path: "mine").path).secrets
          == #"{"other":{"value":"kept"},"plain":{"value":"text"},"slack":{"value":"third"}}"#)
    }
  }

  @Test("What cannot be read is said without a word of its content")
  func broken() throws {
    try withTemporaryFolder { folder in
      try folder.write(Array("slack: {token: very-secret\n".utf8), to: ".secrets.yaml")
      let (secrets, findings) = read(folder, extra: "/nonexistent/secrets")
      #expect(secrets == "{}")
      #expect(findings.map(\.message).contains("this is not valid YAML"))
      #expect(findings.map(\.message).contains("there are no secrets here; expected a folder or a YAML file"))
      #expect(!findings.contains { $0.message.contains("very-secret") || $0.excerpt != nil })
    }
  }

  @Test("What nodes would not get as it is written is said, without a word of its content")
  func surprises() throws {
    try withTemporaryFolder { folder in
      try folder.write(
        Array(#"{"id": 1122334455667788993, "rocket": "\ud83d\ude80"}"#.utf8), to: ".secrets/large")
      try folder.write(Array(#"{"key": "a", "key": "b"}"#.utf8), to: ".secrets/twice")
      try folder.write(Array("{\n  \"key\": very-secret}".utf8), to: ".secrets/broken")
      try folder.write(Array(#"{"a": {"rocket": "\ud83d\ude80"}}"#.utf8), to: "mine.json")
      let (secrets, findings) = read(folder, extra: folder.appending(path: "mine.json").path)
      #expect(secrets.contains(#""a":{"rocket":"🚀"}"#))
      #expect(secrets.contains(#""twice":{"key":"b"}"#))
      #expect(secrets.contains(#""large":{"id":1122334455667788993,"rocket":"🚀"}"#))
      #expect(secrets.contains(#""broken":{"value":"#))
      let places = findings.map {
        "\($0.severity) \($0.path.split(separator: "/").last ?? ""):\($0.position.map { "\($0.line):\($0.column)" } ?? "")"
      }
      #expect(places == ["warning broken:2:10", "warning large:1:8", "warning twice:1:14"])
      #expect(!findings.contains { $0.message.contains("very-secret") || $0.excerpt != nil })
    }
  }

  @Test("The links of a Kubernetes mount are followed, and a swap is noticed")
  func mount() throws {
    try withTemporaryFolder { folder in
      let mount = folder.appending(path: "mount")
      try mount.write(Array("one".utf8), to: "..1/slack")
      try mount.write(Array("two".utf8), to: "..2/slack")
      let links = FileManager.default
      try links.createSymbolicLink(atPath: mount.appending(path: "..data").path, withDestinationPath: "..1")
      try links.createSymbolicLink(
        atPath: mount.appending(path: "slack").path, withDestinationPath: "..data/slack")
      let sources = SecretSources(directory: folder.path, extra: mount.path)
      #expect(JSON.compact(.mapping(sources.read().secrets.services)) == #"{"slack":{"value":"one"}}"#)
      let before = sources.fingerprint
      #expect(sources.fingerprint == before)
      // As the kubelet does it: a new link, renamed over the old one.
      try links.createSymbolicLink(atPath: mount.appending(path: "..tmp").path, withDestinationPath: "..2")
      #expect(unsafe rename(mount.appending(path: "..tmp").path, mount.appending(path: "..data").path) == 0)
      #expect(sources.fingerprint != before)
      #expect(JSON.compact(.mapping(sources.read().secrets.services)) == #"{"slack":{"value":"two"}}"#)
    }
  }
}

struct RedactorTests {
  private func redactor(_ texts: [String]) -> Redactor {
    let folder = FileManager.default.temporaryDirectory.appending(path: "redactor-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (number, text) in texts.enumerated() {
      // A text that is no JSON object is a value as it is, but for its last line break.
      _ = try? folder.write(Array((text + "\n").utf8), to: "secrets/s\(number)")
    }
    let sources = SecretSources(directory: folder.path, extra: folder.appending(path: "secrets").path)
    return Redactor(sources.read().secrets)
  }

  @Test("Values are found as they are, escaped for JSON and for URLs, and line by line")
  func forms() {
    let redactor = redactor(["s3cret/+ü\"", "-----BEGIN-----\nabcdefghijkl\nmnop\n-----END-----", "abc"])
    #expect(redactor.redact("x s3cret/+ü\" y") == "x [redacted] y")
    #expect(redactor.redact(#"{"a":"s3cret/+ü\""}"#) == #"{"a":"[redacted]"}"#)
    #expect(redactor.redact("?q=s3cret%2F%2B%C3%BC%22&") == "?q=[redacted]&")
    let spaced = self.redactor(["pa ss!word-(x)~1"])
    #expect(spaced.redact("?q=pa+ss%21word-%28x%29%7E1&") == "?q=[redacted]&")
    #expect(spaced.redact("/pa%20ss!word-(x)~1/") == "/[redacted]/")
    #expect(redactor.redact("line abcdefghijkl line") == "line [redacted] line")
    #expect(redactor.redact("short: abc, mnop") == "short: abc, mnop")
    #expect(redactor.redact("nothing") == "nothing")
  }

  @Test("Of values that hold each other, the longest is taken")
  func nested() {
    let redactor = redactor(["pass", "password1"])
    #expect(redactor.redact("password1 pass passpass") == "[redacted] [redacted] [redacted][redacted]")
  }

  @Test("No value is left in any text made of values and other text")
  func property() {
    var random = SplitMix64.seeded(for: "redaction leaves no value")
    for _ in 0..<300 {
      let values = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        String(
          (0..<Int.random(in: 4...9, using: &random)).map { _ in
            "abAB/\"\\ü ".randomElement(using: &random) ?? "a"
          })
      }.filter { $0.trimmingCharacters(in: .whitespacesAndNewlines).utf8.count >= 4 }
      let redactor = redactor(values)
      let text = (0..<8).map { _ in
        Bool.random(using: &random)
          ? values.randomElement(using: &random) ?? ""
          : ["x", "ab", "\"", " "].randomElement(using: &random) ?? ""
      }.joined()
      let redacted = redactor.redact(text).replacingOccurrences(of: Redactor.replacement, with: "\u{0}")
      for value in values { #expect(!redacted.contains(value), "\(value) in \(text)") }
    }
  }
}

@Suite(.needs(.deno))
struct SecretRunTests {
  @Test("Values appear in no log, no error and no metric; a change of the mount arrives")
  func redacted() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": """
        const token = ctx.secrets.slack.token;
        ctx.log.info("token", token, { token }, encodeURIComponent(token));
        console.log(token); console.error("x" + token + "x");
        console.log("y".repeat(16 * 1024 - 5) + token);
        if (input.fail) throw new Error(`bad ${token}`);
        return token.length;
        """
      ], files: [".secrets/slack": #"{"token": "tok/\"en-1234"}"#])
    try await RunningEngine.with(workflow) { (engine, folder) async throws in
      #expect(try await engine.run()["outputs", "a"] == "12")
      let failed = try await engine.run(#"{"fail": true}"#)
      #expect(failed["errors", "a"]?.hasPrefix("bad [redacted]") == true)
      #expect(try await engine.logs("[redacted]"))
      try Data(#"{"token": "another-one"}"#.utf8).write(to: folder.appending(path: ".secrets/slack"))
      #expect(try await engine.logs("the secrets have changed, and the new ones are in use"))
      #expect(try await engine.run()["outputs", "a"] == "11")
      try Data(#"services: {"#.utf8).write(to: folder.appending(path: ".secrets.yaml"))
      #expect(try await engine.logs("this is not valid YAML"))
      #expect(try await engine.run()["outputs", "a"] == "11")
      let everything = engine.log + failed.body + (try await engine.get("/metrics").body)
      for part in ["tok/", "en-1234", "tok%2F", "another-one"] { #expect(!everything.contains(part)) }
    }
  }

  @Test("A secret at the cut of a long error is not left in part")
  func cut() async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": "throw 'x'.repeat(1995) + ctx.secrets.slack.token;"],
      files: [".secrets/slack": #"{"token": "0123456789abcdefghij0123456789abcdefghij0123456789abcdefghij"}"#]
    )
    try await RunningEngine.with(workflow) { (engine, _) async throws in
      let answer = try await engine.run()
      #expect(answer["errors", "a"]?.contains("more characters)") == true, "\(answer.body)")
      #expect(!answer.body.contains("0123") && !engine.log.contains("0123"))
    }
  }

  @Test("A secret that changes while a node is loaded arrives")
  func whileLoading() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a": "await new Promise(r => setTimeout(r, 3000)); export default (ctx: any) => ctx.secrets.s.value;"
      ], files: [".secrets/s": "old-secret"])
    try await RunningEngine.with(workflow, ready: false) { (engine, folder) async throws in
      try await Task.sleep(for: .milliseconds(800))
      try Data("newer".utf8).write(to: folder.appending(path: ".secrets/s"))
      #expect(try await engine.logs(" ready\n"))
      #expect(try await eventually { try await engine.run()["outputs", "a"] == "newer" })
    }
  }

  @Test("Nodes cannot read the secrets' files, nor the log hold lines that are not JSON")
  func files() async throws {
    let workflow = SampleWorkflow(
      nodes: [
        "a":
          "console.log('line\\nbreak'); return await Deno.readTextFile(new URL(input, import.meta.url));"
      ],
      files: [".secrets/slack": "secret-text"])
    let folder = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try workflow.write(to: folder)
    for (path, error) in [
      ("../.secrets/slack", "No such file or directory"),
      (folder.appending(path: ".secrets/slack").path, "the node has no read access to"),
    ] {
      let outcome = try Tool.engine.run(
        ["run", "--workflow", file.path, "--log-format", "json", "--input", "\"\(path)\""],
        environment: ["TENTACULAR_DENO": Tool.denoPath])
      #expect(outcome.status == 1)
      #expect(String(decoding: outcome.output, as: UTF8.self).contains(error))
      for line in outcome.errors.split(separator: "\n") {
        let members = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(members?["time"] != nil && members?["level"] != nil && members?["message"] != nil)
      }
    }
  }
}
