package import Diagnostics
import Releases
import YAML

/// Compares a statement that somebody kept with what the tree says now.
package struct ProvenanceCheck {
  private let file: String
  private let tree: String
  private var findings: [Finding] = []

  /// - Parameters:
  ///   - given: the statement that was kept.
  ///   - file: where it stands, for people.
  ///   - expected: the one that the tree makes.
  ///   - tree: the path of the tree.
  ///   - commitProblem: why the tree's side has no commit; nil when it has one.
  package static func findings(
    _ given: KeptStatement, file: String, expected: ProvenanceStatement, tree: String, commitProblem: String?
  ) -> [Finding] {
    var check = ProvenanceCheck(file: file, tree: "\(tree)/\(expected.file)")
    check.compare(given.value, expected.value, "")
    if let commitProblem, check.hasCommit(given.value) {
      check.add(.warning, "the source commit cannot be checked: \(commitProblem)")
    }
    return check.findings
  }

  private init(file: String, tree: String) { (self.file, self.tree) = (file, tree) }

  private mutating func compare(_ given: Value, _ expected: Value, _ field: String) {
    switch (given, expected) {
    case (.mapping(let left), .mapping(let right)): members(left, right, field)
    case (.sequence(let left), .sequence(let right)): items(left, right, field)
    case _ where given == expected: break
    default:
      let isBuilder = field == "predicate.runDetails.builder.version.tntc"
      add(
        isBuilder ? .notice : .error,
        "`\(field)` is \(Self.shown(given)), and \(isBuilder ? "this tntc is" : "`\(tree)` has") \(Self.shown(expected))"
      )
    }
  }

  private mutating func members(_ given: Mapping, _ expected: Mapping, _ field: String) {
    for (key, value) in expected {
      let path = field.isEmpty ? key : "\(field).\(key)"
      if let other = given[key] {
        compare(other, value, path)
      } else {
        add(.error, "`\(path)` is missing, and `\(tree)` has \(Self.shown(value))")
      }
    }
    for (key, _) in given where expected[key] == nil {
      let path = field.isEmpty ? key : "\(field).\(key)"
      // A digest of another kind is a claim about the thing itself.
      let isDigest = field.hasSuffix(".digest") || key == "digest"
      add(isDigest ? .error : .notice, "`\(path)` is not in the tree, so it was not checked")
    }
  }

  /// Lists hold things with names, in whatever order.
  private mutating func items(_ given: [Value], _ expected: [Value], _ field: String) {
    var rest = given
    for value in expected {
      let name = value["name"]?.text ?? ""
      let path = "\(field)[\(name)]"
      if let found = rest.firstIndex(where: { $0["name"]?.text == name }) {
        compare(rest.remove(at: found), value, path)
      } else if name == ProvenanceStatement.commitName {
        add(.warning, "`\(path)` is missing: the statement was made before the version was committed")
      } else {
        add(.error, "`\(path)` is missing, and `\(tree)` has it")
      }
    }
    for value in rest
    where value["name"]?.text != ProvenanceStatement.commitName || hasCommit(inTree: expected) {
      add(.error, "`\(field)[\(value["name"]?.text ?? "?")]` is not in `\(tree)`")
    }
  }

  private func hasCommit(inTree dependencies: [Value]) -> Bool {
    dependencies.contains { $0["name"]?.text == ProvenanceStatement.commitName }
  }

  private func hasCommit(_ statement: Value) -> Bool {
    guard case .sequence(let items)? = statement["predicate"]?["buildDefinition"]?["resolvedDependencies"]
    else { return false }
    return hasCommit(inTree: items)
  }

  private mutating func add(_ severity: Finding.Severity, _ message: String) {
    findings.append(Finding(severity, path: file, message: message))
  }

  private static let longestShown = 200

  private static func shown(_ value: Value) -> String {
    let text = value.text ?? JSON.compact(value)
    return text.count > longestShown ? "`\(text.prefix(longestShown))…`" : "`\(text)`"
  }
}
