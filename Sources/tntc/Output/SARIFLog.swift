import ArgumentParser
import Diagnostics
import YAML

/// Findings as SARIF 2.1.0 (OASIS), which code scanners and editors read: one run of one tool.
enum SARIFLog {
  static func value(of findings: [Finding]) -> Value {
    log(rules: Finding.Rule.allCases.map(rule), results: findings.map(result))
  }

  static func log(rules: [Value], results: [Value]) -> Value {
    [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "tntc",
              "version": .string(Tntc.configuration.version),
              "rules": .sequence(rules),
            ]
          ],
          // A column of a finding is a code point.
          "columnKind": "unicodeCodePoints",
          "results": .sequence(results),
        ]
      ],
    ]
  }

  private static func rule(_ rule: Finding.Rule) -> Value {
    ["id": .string(rule.rawValue), "shortDescription": ["text": .string(rule.summary)]]
  }

  private static func result(_ finding: Finding) -> Value {
    result(
      rule: finding.rule.rawValue, index: Finding.Rule.allCases.firstIndex(of: finding.rule) ?? -1,
      level: level(finding.severity), finding.wholeMessage, path: finding.path, position: finding.position)
  }

  /// - Parameter index: of the rule.
  static func result(
    rule: String, index: Int, level: String, _ message: String, path: String, position: Position?
  ) -> Value {
    [
      "ruleId": .string(rule), "ruleIndex": .integer(index), "level": .string(level),
      "message": ["text": .string(message)],
      "locations": [["physicalLocation": location(path, position)]],
    ]
  }

  private static func level(_ severity: Finding.Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .notice: "note"
    }
  }

  private static func location(_ path: String, _ position: Position?) -> Value {
    var location: Mapping = ["artifactLocation": ["uri": .string(uri(path))]]
    location["region"] = position.map {
      ["startLine": .integer($0.line), "startColumn": .integer($0.column)]
    }
    return .mapping(location)
  }

  /// A path as a URI reference (RFC 3986): what is not a letter, digit, `-`, `.`, `_`, `~` or `/` is escaped.
  private static func uri(_ path: String) -> String {
    let plain = Array("-._~/0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    let digits = Array("0123456789ABCDEF")
    let text = path.utf8.map { byte in
      plain.contains(byte)
        ? String(decoding: [byte], as: UTF8.self) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
    return path.hasPrefix("/") ? "file://\(text)" : text
  }
}

extension Finding.Rule {
  fileprivate var summary: String {
    switch self {
    case .input: "The command can do its work"
    case .yaml: "The file is YAML without hazards"
    case .fields: "A workflow has the fields that it needs, and no others"
    case .name: "The name of a workflow fits every object made from it, and is unique"
    case .version: "The version is MAJOR.MINOR or MAJOR.MINOR.PATCH"
    case .triggers: "Triggers are known, and schedules are those of Kubernetes"
    case .graph: "Nodes have files, and edges form no cycle"
    case .config: "`timeout` and `retries` have values that the engine accepts"
    case .deployment: "The namespace is valid in Kubernetes"
    case .contract: "Dependencies name hosts"
    case .sidecars: "Sidecars have names, images and ports that are valid in a pod"
    case .modules: "Nodes need only files of their version to load"
    case .source: "The files of a workflow fit into a ConfigMap"
    case .credential: "Files of the tree have no credentials, and git tracks no secrets"
    case .configuration: ".tentacular/config.yaml is valid"
    case .tree: "The tree matches its locks, and its versions never change"
    }
  }
}
