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
  private(set) var fixtures: [Fixture] = []
  private(set) var findings: [Finding] = []

  /// - Throws: `FileError` when the folder cannot be read; without one there are no fixtures.
  init(_ workflow: Workflow, in directory: String) throws(FileError) {
    self.workflow = workflow
    let folder = Path.join(directory, Self.folder)
    guard Disk.isFolder(folder) else { return }
    for entry in try Disk.entries(of: folder) where entry.name.hasSuffix(Self.ending) {
      try read(Path.join(folder, entry.name), name: String(entry.name.dropLast(Self.ending.utf8.count)))
    }
  }

  private mutating func read(_ path: String, name: String) throws(FileError) {
    let bytes = try Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)
    guard let subject = subject(of: name, path) else { return }
    do {
      guard case .mapping(let document) = try JSON.read(bytes, .written) else {
        return refuse(path, "expected a JSON object")
      }
      if let problem = Self.problem(with: document) { return refuse(path, problem) }
      fixtures.append(Fixture(name: name, path: path, subject: subject, document: document))
    } catch {
      findings.append(error.finding("not JSON: ", path: path, in: bytes))
    }
  }

  private mutating func refuse(_ path: String, _ message: String) {
    findings.append(Finding(path: path, message: message))
  }

  /// `<node>.json` or `<node>.<case>.json`; names of nodes hold no dots.
  private mutating func subject(of name: String, _ path: String) -> Fixture.Subject? {
    let node = String(name.prefix { $0 != "." })
    let nodes = workflow.nodes.map(\.name)
    if nodes.contains(where: { $0.hasSameBytes(as: node) }) { return .node(node) }
    if node == Self.pipeline { return .pipeline }
    let hint = Suggestion.nearest(to: node, in: nodes).map { "; did you mean `\($0)`?" } ?? ""
    refuse(path, "the workflow has no node `\(node)`, of which this would be a fixture\(hint)")
    return nil
  }

  /// What a node would otherwise get an empty answer for.
  private static func problem(withAnswers answers: Value?) -> String? {
    guard case .mapping(let answers)? = answers else { return nil }
    for (url, answer) in answers {
      var items = [answer]
      if case .sequence(let list) = answer { items = list }
      for item in items {
        guard case .mapping(let members) = item else {
          return "the answer of `\(url)` has to be an object, or a list of objects"
        }
        for key in members.keys where !answerKeys.contains(key) {
          return
            "unknown key `\(key)` in the answer of `\(url)`; it has \(answerKeys.joined(separator: ", "))"
        }
      }
    }
    return nil
  }

  private static let answerKeys = ["status", "headers", "body", "error", "expect"]

  private static func problem(with document: Mapping) -> String? {
    for key in document.keys where !keys.contains(key) {
      let hint = Suggestion.nearest(to: key, in: keys).map { "did you mean `\($0)`?" }
      return "unknown key `\(key)`; \(hint ?? "a fixture has \(keys.joined(separator: ", "))")"
    }
    for key in ["config", "secrets", "fetch"] {
      guard let value = document[key] else { continue }
      guard case .mapping = value else { return "`\(key)` has to be an object" }
    }
    if let problem = problem(withAnswers: document["fetch"]) { return problem }
    if case .mapping(let secrets)? = document["secrets"] {
      for (service, value) in secrets {
        guard case .mapping = value else {
          return "`secrets.\(service)` has to be an object, key by key, as nodes get it"
        }
      }
    }
    if let error = document["expectedError"] {
      if error.text == nil { return "`expectedError` has to be a text, a part of the error" }
      if document["expected"] != nil { return "`expected` and `expectedError` exclude each other" }
    }
    return nil
  }
}
