import Diagnostics
import Rendering
import Settings
import TestSupport
import WorkflowModel
import YAML

@testable import Comparison
@testable import Releases
@testable import Tree

/// A change of a workflow in which every text that a tree can hold is hostile.
enum HostileChange {
  /// What would break out of HTML, Markdown, a table, a fence or a line, were it taken as it is.
  private static let fragments = [
    "</details>", "<script>document.title='hacked'</script>",
    "<img src=x onerror=\"document.title='hacked'\">",
    "```", "`````````````", "~~~~", "| a | b |", "|", "\\|", "\\", "](javascript:document.title='hacked')",
    "[x](y)",
    "![x](y)", "@everyone", "a@evil.example", "WWW.evil.example", "#1", "https://evil.example/",
    "www.evil.example", "<!--", "-->", "]]>",
    "<![CDATA[",
    "' onmouseover='x", "\" onload=\"x", "</style><style>*{display:none}", "</td></tr></table>",
    "</code></pre>",
    "&lt;b&gt;", "&#60;b&#62;", "\n\n# heading\n\n", "\n---\n", "\r", "\r\n", "\t", "\u{202E}", "\u{2028}",
    "\u{85}", "*a*",
    "__b__", "~~c~~", "$x$", "<svg onload=x>", "</svg>", "</title>", "<a href=javascript:x>",
    "<details open>", ":smile:",
    "</summary>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "${{ github.token }}",
    "🎉", "%0A::error::x",
  ]

  static func text(_ generator: inout SplitMix64) -> String {
    (0..<Int.random(in: 1...5, using: &generator)).map { _ in fragments.randomElement(using: &generator) ?? ""
    }
    .joined(separator: Bool.random(using: &generator) ? " " : "")
  }

  static func comparison(workflows: Int, lines: Int, _ generator: inout SplitMix64) throws -> Comparison {
    var changes: [WorkflowChange] = []
    for _ in 0..<workflows {
      let name = text(&generator)
      let comparison = WorkflowComparison(
        from: try workflow(name, "1.0", lines, &generator), to: try workflow(name, "1.1", lines, &generator))
      if let change = try comparison.change() { changes.append(change) }
    }
    let tree = TreeDifference(environment: text(&generator), tree: text(&generator), workflows: changes)
    return Comparison(from: text(&generator), to: text(&generator), trees: [tree])
      .judged(by: gate(changes, in: tree.environment, &generator))
  }

  /// Workflows with hostile names to which the same hostile change happens, in two environments.
  static func fleet(workflows: Int, lines: Int, _ generator: inout SplitMix64) throws -> Comparison {
    let start = generator
    var changes: [WorkflowChange] = []
    for number in 0..<workflows {
      let name = "\(number)\(text(&generator))"
      var same = start
      let comparison = WorkflowComparison(
        from: try workflow(name, "1.0", lines, &same), to: try workflow(name, "1.1", lines, &same))
      if let change = try comparison.change() { changes.append(change) }
    }
    let trees = (0..<2).map { _ in
      TreeDifference(environment: text(&generator), tree: text(&generator), workflows: changes)
    }
    return Comparison(from: text(&generator), to: text(&generator), trees: trees)
      .judged(by: gate(changes, in: trees[0].environment, &generator))
  }

  /// Every other risk is accepted, by hostile people and for hostile reasons.
  private static func gate(
    _ changes: [WorkflowChange], in environment: String?, _ generator: inout SplitMix64
  ) -> Gate {
    let path = "a \(text(&generator))/\(AcceptedRisks.name)"
    var entries: [AcceptedRisk] = []
    for change in changes {
      for (line, risk) in change.risks.enumerated() where line.isMultiple(of: 2) {
        entries.append(
          AcceptedRisk(
            kind: risk.kind, workflow: change.workflow, object: risk.facts.object, field: risk.facts.path,
            environment: environment, from: nil, to: nil, who: text(&generator), why: text(&generator),
            position: Position(line: entries.count + 2, column: 3)))
      }
      entries.append(
        AcceptedRisk(
          kind: .edited, workflow: change.workflow, object: text(&generator), field: text(&generator),
          environment: nil, from: nil, to: nil, who: text(&generator), why: text(&generator),
          position: Position(line: entries.count + 2, column: 3)))
    }
    return Gate(
      .low, accepted: AcceptedRisks(path: path, entries: entries),
      before: AcceptedRisks(path: path, entries: Array(entries.suffix(1))))
  }

  private static func workflow(
    _ name: String, _ number: String, _ lines: Int, _ generator: inout SplitMix64
  ) throws -> RetainedWorkflow {
    let version = try VersionNumber(number)
    let code = (0..<lines).map { _ in text(&generator) }.joined(separator: "\n")
    let node = "n" + text(&generator)
    let yaml = try Emitter.emit([
      [
        "name": "flow", "version": .string(number), "description": .string(printable(text(&generator))),
        "triggers": [["type": "manual"]], "nodes": .mapping([printable(node): ["path": "nodes/a.ts"]]),
      ]
    ])
    // A path is read back from its key, where two underscores stand for a slash.
    let path = String("nodes \(printable(text(&generator))).ts".map { $0 == "/" || $0 == "_" ? "-" : $0 })
    let source = WorkflowSource(
      files: [
        SourceFile(path: "workflow.yaml", bytes: yaml),
        SourceFile(path: "nodes/a.ts", bytes: Array(code.utf8)),
        SourceFile(path: path, bytes: Array(code.utf8)),
      ] + (try packages(&generator)))
    var binary = Mapping()
    for file in source.files {
      binary[ConfigMapKey.key(forPath: file.path)] = .string(Base64.encode(file.bytes))
    }
    let configMap: Value = [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string("flow-code-\(version.name)")],
      "immutable": true, "data": [:], "binaryData": .mapping(binary),
    ]
    let file = try Emitter.emit([configMap])
    var manifests: [Value] = []
    for kind in ["Deployment", "CronJob", printable(text(&generator))] where !kind.isEmpty {
      manifests.append([
        "apiVersion": "v1", "kind": .string(kind),
        "metadata": [
          "name": .string(printable(text(&generator))), "labels": .mapping(try labels(&generator)),
        ],
        "spec": [
          "schedule": .string(printable(text(&generator))), "selector": .mapping(try labels(&generator)),
          "template": ["spec": pod(&generator)],
        ],
      ])
    }
    let manifest = try Emitter.emit(manifests)
    // Its folder has the same name.
    let workflow = "w" + String(printable(name).map { $0 == "/" ? "|" : $0 })
    var release = Release(workflow: workflow)
    release.live = version
    release.versions = [
      RetainedVersion(version: version, digest: source.digest, fileDigest: DigestText.of(file))
    ]
    release.pin = Pin(version, reason: printable(text(&generator)))
    release.settings[.image] = .string(printable(text(&generator)))
    release.settings[.namespace] = .string(printable(text(&generator)))
    release.derived = DerivedFiles(files: ["deployment.yaml"], digest: "")
    let files = [
      Release.lockFile: try LockFile.encode(release), "deployment.yaml": manifest,
      ReleaseNames.versionFile(version): file,
    ]
    return try RetainedWorkflow(path: "deploy/\(workflow)", files: files)
  }

  /// Packages whose names, versions, licences and checksums are hostile; half of them in both versions.
  private static func packages(_ generator: inout SplitMix64) throws -> [SourceFile] {
    var (packages, imports): ([VendoredPackage], [VendoredImport]) = ([], [])
    for number in 0..<6 {
      let isKept = number.isMultiple(of: 2)
      let name = isKept ? "kept\(number)" : printable(text(&generator))
      let file = VendoredFile(name: "p\(number).js", digest: DigestText.of([UInt8(number)]))
      let package = VendoredPackage(
        registry: .npm, name: name, version: isKept ? "1.0.0" : printable(text(&generator)),
        license: printable(text(&generator)), integrity: printable(text(&generator)),
        dependencies: packages.suffix(3).map(\.text), files: [file])
      if number % 3 == 0 {
        imports.append(
          VendoredImport(name: package.text, request: name, package: package.text, file: file.name))
      }
      packages.append(package)
    }
    let lock = try VendorLock(bundler: printable(text(&generator)), imports: imports, packages: packages)
      .bytes()
    return [SourceFile(path: WorkflowSource.vendorLock, bytes: lock)]
      + packages.flatMap(\.files).map { SourceFile(path: $0.path, bytes: Array(text(&generator).utf8)) }
  }

  /// A pod whose risks name containers, variables, volumes and Secrets.
  private static func pod(_ generator: inout SplitMix64) -> Value {
    func hostile() -> Value { .string(printable(text(&generator))) }
    return [
      "serviceAccountName": hostile(), "hostAliases": [["ip": hostile(), "hostnames": [hostile()]]],
      "containers": [
        [
          "name": hostile(), "image": hostile(), "args": [hostile()],
          "env": [["name": hostile(), "value": hostile()]],
        ],
        [
          "name": "engine", "image": hostile(), "args": [hostile()],
          "env": [["name": "PATH", "value": hostile()]],
        ],
      ],
      "volumes": [["name": hostile(), "hostPath": ["path": hostile()]]],
    ]
  }

  private static func labels(_ generator: inout SplitMix64) throws -> Mapping {
    [printable(text(&generator)): .string(printable(text(&generator)))]
  }

  /// YAML cannot hold NEL at all, and keys are never empty.
  private static func printable(_ text: String) -> String {
    let kept = String(text.filter { $0 != "\u{85}" })
    return kept.isEmpty ? "x" : kept
  }
}
