import Foundation
import TestSupport
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

/// Reads the suite.
enum SpecLoader {
  static func cases() throws -> [SpecCase] {
    let text = try String(contentsOf: SharedData.templateSuite.file, encoding: .utf8)
    var section = ""
    var cases: [SpecCase] = []
    for document in text.components(separatedBy: "\n---\n") {
      guard let value = try? Reader.read(Array(document.utf8)).valid()?.value else { continue }
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
