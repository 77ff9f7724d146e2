import ArgumentParser
import Diagnostics
import Terminal
import YAML

/// How findings are printed.
enum FindingFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case github

  func render(_ findings: [Finding]) -> String {
    switch self {
    case .text: findings.map(FindingText.text).joined()
    case .json: JSON.pretty(.sequence(findings.map(Self.value))) + "\n"
    case .github: findings.map(Self.annotation).joined()
    }
  }

  private static func value(_ finding: Finding) -> Value {
    var object = Mapping()
    object["path"] = .string(finding.path)
    object["line"] = finding.position.map { .integer($0.line) }
    object["column"] = finding.position.map { .integer($0.column) }
    object["severity"] = .string(finding.severity.rawValue)
    object["message"] = .string(finding.message)
    return .mapping(object)
  }

  /// A workflow command of GitHub Actions; `%`, line breaks and, in properties, `:` and `,` are escaped.
  private static func annotation(_ finding: Finding) -> String {
    var properties = ["file=\(escaped(finding.path, alsoIn: ":,"))"]
    if let position = finding.position {
      properties += ["line=\(position.line)", "col=\(position.column)"]
    }
    let message = escaped(finding.message, alsoIn: "")
    return "::\(finding.severity.rawValue) \(properties.joined(separator: ","))::\(message)\n"
  }

  private static func escaped(_ text: String, alsoIn extra: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      case ":" where extra.unicodeScalars.contains(scalar): "%3A"
      case "," where extra.unicodeScalars.contains(scalar): "%2C"
      default: String(scalar)
      }
    }.joined()
  }
}
