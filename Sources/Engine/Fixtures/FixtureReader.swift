import Diagnostics
import Files
import WorkflowModel
import YAML

/// Reads the fixtures of a workflow directory.
struct FixtureReader {
  static let folder = "tests/fixtures"
  private static let pipeline = "pipeline"
  private static let ending = ".json"
  private static let keys = [
    "description", "input", "config", "secrets", "fetch", "expected", "expectedError",
  ]

  private let workflow: Workflow
  private var fixtures: [Fixture] = []
  private var findings: [Finding] = []

  /// - Throws: `FileError` when the folder cannot be read; without one there are no fixtures.
  static func read(_ workflow: Workflow, in directory: String) throws(FileError) -> Reading<[Fixture]> {
    var reader = FixtureReader(workflow)
    try reader.read(in: directory)
    return Reading(reader.fixtures, reader.findings)
  }

  private init(_ workflow: Workflow) { self.workflow = workflow }

  private mutating func read(in directory: String) throws(FileError) {
    let folder = Path.join(directory, Self.folder)
    guard Disk.isFolder(folder) else { return }
    for entry in try Disk.entries(of: folder) where entry.name.hasSuffix(Self.ending) {
      try read(Path.join(folder, entry.name), name: String(entry.name.dropLast(Self.ending.utf8.count)))
    }
  }

  private mutating func read(_ path: String, name: String) throws(FileError) {
    let bytes = try Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)
    var own = Findings(path: path)
    let subject = subject(of: name, &own)
    var root: Element?
    do {
      root = try JSON.element(bytes)
    } catch {
      own.error(error.position, "not JSON: \(error.message)")
    }
    if let root {
      Self.check(root, &own)
      own.warn(ofHazardsIn: root)
    }
    findings += own.all.inOrder(of: bytes)
    if let subject, case .mapping(let document)? = root?.value {
      fixtures.append(Fixture(name: name, path: path, subject: subject, document: document))
    }
  }

  /// `<node>.json` or `<node>.<case>.json`; names of nodes hold no dots.
  private func subject(of name: String, _ findings: inout Findings) -> Fixture.Subject? {
    let node = String(name.prefix { $0 != "." })
    let nodes = workflow.nodes.map(\.name)
    if nodes.contains(where: { $0.hasSameBytes(as: node) }) { return .node(node) }
    if node == Self.pipeline { return .pipeline }
    let hint = findings.hint(for: node, in: nodes).map { "; did you mean `\($0)`?" } ?? ""
    findings.error("this is a fixture of the node `\(node)`, and the workflow has no such node\(hint)")
    return nil
  }

  private static let answerKeys = ["status", "headers", "body", "error", "expect"]

  private static func check(_ root: Element, _ findings: inout Findings) {
    guard case .mapping(let members) = root.content else {
      return findings.error(root.position, "expected a JSON object")
    }
    for member in members where !keys.contains(member.key) {
      let hint = findings.hint(for: member.key, in: keys).map { "did you mean `\($0)`?" }
      findings.notice(
        member.keyPosition,
        "unknown key `\(member.key)`; \(hint ?? "a fixture has \(keys.joined(separator: ", "))")")
    }
    for key in ["config", "secrets", "fetch"] {
      guard let field = root.member(key)?.value else { continue }
      if key == "fetch", field.value == .string(Fixture.mock) { continue }
      guard case .mapping(let members) = field.content else {
        let orMock = key == "fetch" ? " of answers, or \"\(Fixture.mock)\"" : ""
        findings.error(field.position, "`\(key)` has to be an object\(orMock)")
        continue
      }
      if key == "fetch" { for member in members { check(answer: member, &findings) } }
      if key == "secrets" { for member in members { check(secret: member, &findings) } }
    }
    guard let error = root.member("expectedError") else { return }
    guard case .string = error.value.value else {
      return findings.error(error.value.position, "`expectedError` has to be a text, a part of the error")
    }
    if root.member("expected") != nil {
      findings.error(error.keyPosition, "`expected` and `expectedError` exclude each other")
    }
  }

  private static func check(secret: Member, _ findings: inout Findings) {
    if case .mapping = secret.value.content { return }
    findings.error(
      secret.value.position, "`secrets.\(secret.key)` has to be an object of keys and values, as nodes get it"
    )
  }

  /// What a node would otherwise get an empty answer for.
  private static func check(answer: Member, _ findings: inout Findings) {
    var items = [answer.value]
    if case .sequence(let list) = answer.value.content { items = list }
    for item in items {
      guard case .mapping(let members) = item.content else {
        findings.error(
          item.position, "the answer of `\(answer.key)` has to be an object, or a list of objects")
        continue
      }
      for member in members where !answerKeys.contains(member.key) {
        findings.error(
          member.keyPosition,
          "unknown key `\(member.key)` in the answer of `\(answer.key)`; it has "
            + answerKeys.joined(separator: ", "))
      }
    }
  }
}
