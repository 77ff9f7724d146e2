import Foundation
import YAML

/// A case of the public conformance suite.
struct SpecCase: Sendable, CustomStringConvertible {
  let section: String
  let title: String
  let context: Value
  let template: Value
  let result: Value?
  let error: Value?

  var description: String { "\(section): \(title)" }
}

/// Reads the suite from the folder beside the repository, or from the path in `JSONE_SPEC`.
enum SpecLoader {
  static let path =
    ProcessInfo.processInfo.environment["JSONE_SPEC"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/json-e/specification.yml").path

  static var isThere: Bool {
    let found = FileManager.default.isReadableFile(atPath: path)
    if !found { print("skipped: the JSON-e suite is not at \(path)") }
    return found
  }

  static func cases() throws -> [SpecCase] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var section = ""
    var cases: [SpecCase] = []
    for document in text.components(separatedBy: "\n---\n") {
      let reading = Reader.read(Array(document.utf8))
      guard reading.problems.isEmpty, let value = reading.root?.value else { continue }
      if let name = value["section"]?.text { section = name.trimmingCharacters(in: .whitespaces) }
      guard let template = value["template"] else { continue }
      cases.append(
        SpecCase(
          section: section, title: value["title"]?.text ?? "", context: value["context"] ?? [:],
          template: template, result: value["result"], error: value["error"]))
    }
    return cases
  }
}
