import Foundation
import Terminal
import TestSupport
import Testing
import WorkflowModel
import YAML

@testable import Comparison
@testable import Reports

/// What is told of packages in two versions.
struct PackageTests {
  struct Row: CustomTestStringConvertible {
    let what: String
    let before: String
    let after: String
    var bundlers = ("esbuild 1", "esbuild 1")
    let lines: [String]
    let risks: [String]
    var testDescription: String { what }
  }

  static let rows = [
    Row(
      what: "a new one, with what it brings along",
      before: "{}",
      after:
        "{jsr:@a/x@1.0.0: {license: MIT, dependencies: [npm:y@2.0.0], files: {x.ts: 1}}, npm:y@2.0.0: {direct: false, files: {y.js: 1, z.js: 1}}}",
      lines: [
        "+ jsr:@a/x 1.0.0, 1 file, MIT, for a",
        "+ npm:y 2.0.0, 2 files, no licence named, brought along by jsr:@a/x@1.0.0",
      ],
      risks: ["medium new-package jsr:@a/x@1.0.0 (npm:y@2.0.0)"]),
    Row(
      what: "another version, of which only the files count",
      before: "{jsr:@db/postgres@0.19.5: {license: MIT, files: {a.ts: 1}}}",
      after: "{jsr:@db/postgres@0.20.0: {license: MIT, files: {a.ts: 2, b.ts: 1}}}",
      lines: ["~ jsr:@db/postgres 0.19.5 → 0.20.0, 2 files, for a"], risks: []),
    Row(
      what: "another first number", before: "{npm:x@1.9.0: {files: {x.js: 1}}}",
      after: "{npm:x@2.0.0: {files: {x.js: 2}}}", lines: ["~ npm:x 1.9.0 → 2.0.0 (major), 1 file, for a"],
      risks: []),
    Row(
      what: "a lower version", before: "{npm:x@2.0.0: {files: {x.js: 1}}}",
      after: "{npm:x@2.0.0-rc.1: {files: {x.js: 2}}}",
      lines: ["~ npm:x 2.0.0 → 2.0.0-rc.1 (downgrade), 1 file, for a"], risks: []),
    Row(
      what: "other content under the same version",
      before: "{jsr:@a/x@1.0.0: {files: {x.ts: 1, y.ts: 1, z.ts: 1}}}",
      after: "{jsr:@a/x@1.0.0: {files: {w.ts: 1, x.ts: 2, y.ts: 1}}}",
      lines: ["~ jsr:@a/x 1.0.0, 3 files changed under the same version, for a"],
      risks: ["high package-changed jsr:@a/x@1.0.0 (vendor/w.ts, vendor/x.ts, vendor/z.ts)"]),
    Row(
      what: "more files of one, and fewer of another",
      before: "{jsr:@a/x@1.0.0: {files: {x.ts: 1}}, jsr:@a/y@1.0.0: {files: {a.ts: 1, b.ts: 1}}}",
      after: "{jsr:@a/x@1.0.0: {files: {x.ts: 1, z.ts: 1}}, jsr:@a/y@1.0.0: {files: {a.ts: 1}}}",
      lines: ["~ jsr:@a/x 1.0.0, 1 more file, for a", "~ jsr:@a/y 1.0.0, 1 fewer file, for a"],
      risks: ["medium package-changed jsr:@a/x@1.0.0 (vendor/z.ts)"]),
    Row(
      what: "another checksum of a package in a bundle",
      before:
        "{npm:x@1.0.0: {files: {x.js: 1}, dependencies: [npm:y@1.0.0]}, npm:y@1.0.0: {direct: false, integrity: sha512-a}}",
      after:
        "{npm:x@1.0.0: {files: {x.js: 1}, dependencies: [npm:y@1.0.0]}, npm:y@1.0.0: {direct: false, integrity: sha512-b}}",
      lines: ["~ npm:y 1.0.0, another checksum under the same version, brought along by npm:x@1.0.0"],
      risks: ["high package-changed npm:y@1.0.0 ()"]),
    Row(
      what: "another version with the checksum of the one before",
      before: "{npm:x@1.0.0: {integrity: sha512-a, files: {x-1.0.0.js: 1}}}",
      after: "{npm:x@1.1.0: {integrity: sha512-a, files: {x-1.1.0.js: 2}}}",
      lines: ["~ npm:x 1.0.0 → 1.1.0, 1 file, for a"],
      risks: ["high package-changed npm:x@1.1.0 (vendor/x-1.0.0.js, vendor/x-1.1.0.js)"]),
    Row(
      what: "a bundle with another version in it",
      before: "{npm:x@1.0.0: {files: {x.js: 1}, dependencies: [npm:y@1.0.0]}, npm:y@1.0.0: {direct: false}}",
      after: "{npm:x@1.0.0: {files: {x.js: 2}, dependencies: [npm:y@1.0.1]}, npm:y@1.0.1: {direct: false}}",
      lines: [
        "~ npm:x 1.0.0, 1 file changed with its imports, for a",
        "~ npm:y 1.0.0 → 1.0.1, in another bundle, brought along by npm:x@1.0.0",
      ],
      risks: ["medium package-changed npm:x@1.0.0 (vendor/x.js)"]),
    Row(
      what: "what is brought along further down explains it, and what is beside it does not",
      before:
        "{npm:u@1.0.0: {files: {u.js: 1}}, npm:x@1.0.0: {files: {x.js: 1}, dependencies: [npm:y@1.0.0]}, npm:y@1.0.0: {direct: false, dependencies: [npm:z@1.0.0]}, npm:z@1.0.0: {direct: false}}",
      after:
        "{npm:u@1.0.0: {files: {u.js: 2}}, npm:x@1.0.0: {files: {x.js: 2}, dependencies: [npm:y@1.0.0]}, npm:y@1.0.0: {direct: false, dependencies: [npm:z@1.1.0]}, npm:z@1.1.0: {direct: false}}",
      lines: [
        "~ npm:u 1.0.0, 1 file changed under the same version, for a",
        "~ npm:x 1.0.0, 1 file changed with its imports, for a",
        "~ npm:z 1.0.0 → 1.1.0, in another bundle, brought along by npm:x@1.0.0",
      ],
      risks: [
        "high package-changed npm:u@1.0.0 (vendor/u.js)", "medium package-changed npm:x@1.0.0 (vendor/x.js)",
      ]),
    Row(
      what: "another bundler, which makes no source of jsr",
      before: "{jsr:@a/x@1.0.0: {files: {x.ts: 1}}, npm:y@1.0.0: {files: {y.js: 1}}}",
      after: "{jsr:@a/x@1.0.0: {files: {x.ts: 2}}, npm:y@1.0.0: {files: {y.js: 2}}}",
      bundlers: ("esbuild 1", "esbuild 2"),
      lines: [
        "~ jsr:@a/x 1.0.0, 1 file changed under the same version, for a",
        "~ npm:y 1.0.0, 1 file changed by another bundler, for a",
      ],
      risks: [
        "high package-changed jsr:@a/x@1.0.0 (vendor/x.ts)",
        "medium package-changed npm:y@1.0.0 (vendor/y.js)",
      ]),
    Row(
      what: "an address without a version", before: "{https://modules.example/x.ts: {files: {x.ts: 1}}}",
      after: "{https://modules.example/x.ts: {files: {x.ts: 2}}}",
      lines: [
        "~ https://modules.example/x.ts without a version, 1 file changed at an address without a version, for a"
      ],
      risks: ["medium package-changed https://modules.example/x.ts (vendor/x.ts)"]),
    Row(
      what: "licences that are other ones, not named any more, and named at last",
      before:
        "{npm:x@1.0.0: {license: MIT, files: {x.js: 1}}, npm:y@1.0.0: {license: MIT, files: {y.js: 1}}, npm:z@1.0.0: {files: {z.js: 1}}}",
      after:
        "{npm:x@1.0.1: {license: BUSL-1.1, files: {x.js: 1}}, npm:y@1.0.0: {files: {y.js: 1}}, npm:z@1.0.0: {license: MIT, files: {z.js: 1}}}",
      lines: [
        "~ npm:x 1.0.0 → 1.0.1, 1 file, licence MIT → BUSL-1.1, for a",
        "~ npm:y 1.0.0, licence MIT → not named, for a", "~ npm:z 1.0.0, licence not named → MIT, for a",
      ],
      risks: ["medium license-changed npm:x@1.0.1", "medium license-changed npm:y@1.0.0"]),
    Row(
      what: "one that is gone", before: "{npm:x@1.0.0: {license: MIT, files: {x.js: 1}}}", after: "{}",
      lines: ["- npm:x 1.0.0, 1 file, for a"], risks: []),
    Row(
      what: "a second version beside the first",
      before: "{npm:x@1.0.0: {files: {x.js: 1}}}",
      after: "{npm:x@1.0.0: {files: {x.js: 1}}, npm:x@2.0.0: {files: {y.js: 1}}}",
      lines: ["+ npm:x 2.0.0, 1 file, no licence named, for a"],
      risks: ["medium new-package npm:x@2.0.0 ()"]),
    Row(
      what: "two versions of one are raised, each to the next",
      before: "{npm:x@1.9.0: {files: {x.js: 1}}, npm:x@1.10.0: {files: {y.js: 1}}}",
      after: "{npm:x@1.10.1: {files: {x.js: 1}}, npm:x@1.9.1: {files: {y.js: 1}}}",
      lines: ["~ npm:x 1.10.0 → 1.10.1, 1 file, for a", "~ npm:x 1.9.0 → 1.9.1, 1 file, for a"], risks: []),
    Row(
      what: "an older package brings along a new one",
      before: "{npm:x@1.0.0: {files: {x.js: 1}}}",
      after: "{npm:x@1.1.0: {files: {x.js: 2}, dependencies: [npm:y@1.0.0]}, npm:y@1.0.0: {direct: false}}",
      lines: [
        "~ npm:x 1.0.0 → 1.1.0, 1 file, for a",
        "+ npm:y 1.0.0, in another bundle, no licence named, brought along by npm:x@1.1.0",
      ],
      risks: ["medium new-package npm:x@1.1.0 (npm:y@1.0.0)"]),
    Row(
      what: "packages that import each other, and one that nothing leads to",
      before: "{}",
      after:
        "{jsr:@a/x@1.0.0: {dependencies: [jsr:@a/y@1.0.0], files: {x.ts: 1}}, jsr:@a/y@1.0.0: {direct: false, dependencies: [jsr:@a/x@1.0.0], files: {y.ts: 1}}, jsr:@a/z@1.0.0: {direct: false, files: {z.ts: 1}}}",
      lines: [
        "+ jsr:@a/x 1.0.0, 1 file, no licence named, for a",
        "+ jsr:@a/y 1.0.0, 1 file, no licence named, brought along by jsr:@a/x@1.0.0",
        "+ jsr:@a/z 1.0.0, 1 file, no licence named",
      ],
      risks: ["medium new-package jsr:@a/x@1.0.0 (jsr:@a/y@1.0.0)", "medium new-package jsr:@a/z@1.0.0 ()"]),
  ]

  @Test(arguments: rows)
  func `of packages is told`(row: Row) throws {
    let before = try SamplePackages.source(row.before, bundler: row.bundlers.0)
    let after = try SamplePackages.source(row.after, bundler: row.bundlers.1)
    let packages = PackageComparison(from: before, to: after)
    #expect(packages.changes.map(PackageText.line) == row.lines)
    #expect(Self.risks(packages) == row.risks)
    #expect(PackageComparison(from: after, to: after).changes == [])
  }

  private static func risks(_ packages: PackageComparison) -> [String] {
    let risks = PackageRisks.find(in: packages, from: nil, to: nil)
    let sorted = Risk.Level.allCases.flatMap { level in risks.filter { $0.level == level } }
    return sorted.map { risk in
      let value = RiskText.value(risk)
      let all = value["all"] == .null ? "" : " (\(value["all"]?.texts.joined(separator: ", ") ?? ""))"
      return "\(risk.level.rawValue) \(risk.kind.rawValue) \(value["object"]?.text ?? "")\(all)"
    }
  }

  @Test(arguments: [
    [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
      "1.0.0-rc.1",
    ],
    ["1.0.0-rc.1", "v1.0.0", "1.0.1", "1.9", "1.10.0", "2", "10.0.0", "99999999999999999999.0.0"],
  ])
  func `versions are in the order of Semantic Versioning`(texts: [String]) throws {
    let versions = try texts.map { try #require(PackageVersion($0)) }
    for (position, version) in versions.enumerated() {
      #expect(version == version)
      for later in versions[(position + 1)...] { #expect(version < later && !(later < version)) }
    }
    #expect(PackageVersion("1.0.0+a") == PackageVersion("1.00.0+b"))
  }

  @Test(arguments: ["", "main", "1.x", "1..2", "1.2.3.4", "v", "-1", "１.0.0", "4dd1bd5"])
  func `what is numbered otherwise has no order`(text: String) {
    #expect(PackageVersion(text) == nil)
  }

  @Test(arguments: [
    "a: [", "format: 2\npackages: {}\n", "format: 1\npackages: {x: {}}\n",
    "format: 1\npackages: {'npm:x@1': {files: {../x: 'sha256:'}}}\n", "",
  ])
  func `a vendor lock that cannot be read leaves files, and is a risk`(lock: String) throws {
    let before = try SamplePackages.source("{npm:x@1.0.0: {files: {x.js: 1}}}")
    let after = WorkflowSource(
      files: before.files.filter { $0.path != "vendor.lock" && !$0.path.hasPrefix("vendor/") } + [
        SourceFile(path: "vendor.lock", bytes: Array(lock.utf8)),
        SourceFile(path: "vendor/x.js", bytes: [2]),
      ])
    let (old, new) = (Version(try VersionNumber("1.0"), before), Version(try VersionNumber("1.1"), after))
    for (from, to, version) in [(old, new, "1.1"), (new, old, "1.1")] {
      let packages = PackageComparison(from: from.source, to: to.source)
      let (files, vendored) = FileDelta.all(from: from, to: to, packages)
      #expect(files.map(\.path) == ["vendor.lock", "vendor/x.js"])
      #expect(vendored.isEmpty)
      let risks = PackageRisks.find(in: packages, from: from, to: to)
      #expect(risks.map(\.kind) == [.packagesUnknown])
      #expect(risks.map(\.level) == [.medium])
      #expect(risks.first.map(RiskText.text)?.hasPrefix("vendor.lock of \(version) cannot be read") == true)
    }
  }

  @Test func `what a lock does not name is a file, and a lock with the same packages too`() throws {
    let lock = "{npm:x@1.0.0: {files: {x.js: 1}}}"
    let (before, plain) = (try SamplePackages.source(lock), try SamplePackages.source(lock, bundler: "other"))
    let after = WorkflowSource(files: plain.files + [SourceFile(path: "vendor/y.js", bytes: [1])])
    let (old, new) = (Version(try VersionNumber("1.0"), before), Version(try VersionNumber("1.1"), after))
    let packages = PackageComparison(from: before, to: after)
    #expect(packages.changes == [])
    #expect(FileDelta.all(from: old, to: new, packages).files.map(\.path) == ["vendor.lock", "vendor/y.js"])
    #expect(
      FileDelta.all(from: new, to: old, PackageComparison(from: after, to: before)).files.map(\.path)
        == ["vendor.lock", "vendor/y.js"])
  }

  @Test func `each file of random versions that is not the same is told once, as a file or of a package`()
    throws
  {
    var generator = SplitMix64.seeded(for: "random packages")
    var told = (files: 0, packages: 0)
    for _ in 0..<(fuzzRounds(otherwise: 1) * 200) {
      let (before, after) = (try SamplePackages.random(&generator), try SamplePackages.random(&generator))
      let (old, new) = (Version(try VersionNumber("1.0"), before), Version(try VersionNumber("1.1"), after))
      let packages = PackageComparison(from: before, to: after)
      let (files, vendored) = FileDelta.all(from: old, to: new, packages)
      let all = (files.map(\.path) + vendored.map(\.path)).sorted()
      let paths = Set((before.files + after.files).map(\.path))
      #expect(all == paths.filter { before[$0]?.bytes != after[$0]?.bytes }.sorted())
      let touched = Set(packages.changes.flatMap(\.touched))
      #expect(Set(vendored.map(\.path).filter { $0 != "vendor.lock" }).isSubset(of: touched))
      for change in packages.changes {
        let isSame = change.before?.text == change.after?.text
        #expect(isSame || change.rewriting == nil)
        let isRewritten = change.rewriting.map { $0 != .selection || !change.added.isEmpty } ?? false
        let isRisk = change.before == nil || isRewritten || change.hasOtherLicense
        let text = change.after?.text ?? ""
        let risks = PackageRisks.find(in: packages, from: old, to: new).map(RiskText.value)
        let isTold = risks.contains { $0["object"]?.text == text || $0["all"]?.texts.contains(text) == true }
        #expect(!isRisk || isTold, "\(change)")
      }
      told.files += files.count
      told.packages += packages.changes.count
    }
    #expect(told.files > 0 && told.packages > 100)
  }

  @Test(arguments: [
    "diff-packages/input/w", "diff-packages/input/next", "provenance-of-packages/input/w",
  ])
  func `what goldens compare is a lock as tntc writes it`(folder: String) throws {
    let file = repositoryRoot.appending(path: "golden/\(folder)/vendor.lock")
    let bytes = Array(try Data(contentsOf: file))
    let again = try VendorLock.read(bytes, path: file.path).bytes()
    #expect(String(decoding: again, as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
  }

  @Test func `a long list is folded with its number, those that are imported first`() throws {
    let names = (100..<160).map { "npm:p\($0)@1.0.0: {direct: \($0 % 2 == 0), files: {p\($0).js: 1}}" }
    let after = try SamplePackages.source("{\(names.joined(separator: ", "))}")
    let (old, new) = (
      Version(try VersionNumber("1.0"), try SamplePackages.source("{}")),
      Version(try VersionNumber("1.1"), after)
    )
    let packages = PackageComparison(from: old.source, to: new.source)
    let (files, vendored) = FileDelta.all(from: old, to: new, packages)
    func list(_ vendored: [VendoredFileChange]) -> PackageList {
      PackageList(
        SourceChange(
          role: .live, from: old.number, to: new.number, files: files, packages: packages.changes,
          vendored: vendored))
    }
    let folded = list(vendored)
    #expect(folded.first.count == 20 && folded.rest.count == 40)
    #expect(folded.first.allSatisfy { $0.hasSuffix("for a") })
    #expect(folded.more == "and 40 more packages, which `tntc diff --vendor` lists")
    #expect(list([]).first.count == 60)

    let source = SourceChange(
      role: .live, from: old.number, to: new.number, files: files, packages: packages.changes,
      vendored: vendored)
    let reports = Self.reports(source)
    #expect(reports.text.contains("\n    and 40 more packages, which `tntc diff --vendor` lists\n"))
    #expect(reports.markdown.contains("and 40 more packages"))
    #expect(reports.html.contains("<summary>40 more packages</summary>"))
    for number in 100..<160 { #expect(reports.html.contains("npm:p\(number) 1.0.0")) }
    #expect(reports.text.contains("2 files, +") && !reports.text.contains("vendor/p101.js"))
    let whole = Self.reports(Self.change(source).withVendoredFiles.sources[0])
    for report in [whole.text, whole.markdown, whole.html] {
      #expect(report.contains("vendor/p159.js") && !report.contains("more packages"))
    }
  }

  private static func change(_ source: SourceChange) -> WorkflowChange {
    WorkflowChange(
      workflow: "w", before: nil, after: nil, acts: [.manifestsChanged], sources: [source], objects: [],
      differences: [], risks: [], rendering: nil,
      graph: GraphChange(before: nil, after: nil, changed: [], fillings: (Mapping(), Mapping())))
  }

  private static func reports(_ source: SourceChange) -> (text: String, markdown: String, html: String) {
    let tree = TreeDifference(environment: nil, tree: "deploy", workflows: [change(source)])
    let comparison = Comparison(from: "a", to: "b", trees: [tree])
    return (
      (TextReport.text(comparison) + TextReport.summary(comparison)).plain, MarkdownReport.text(comparison),
      HTMLPage.text(comparison)
    )
  }
}

/// Sources with packages.
enum SamplePackages {
  /// - Parameter packages: by text, `license`, `integrity`, `dependencies`, `files` with their content by name, and whether
  ///   the node imports it (`direct`; yes).
  static func source(_ packages: String, bundler: String = "esbuild 1") throws -> WorkflowSource {
    let value = try #require(try Reader.read(Array(packages.utf8)).valid()?.value)
    guard case .mapping(let members) = value else { return WorkflowSource(files: []) }
    var files: [SourceFile] = []
    var (found, imports): ([VendoredPackage], [VendoredImport]) = ([], [])
    for (text, member) in members {
      let (registry, name, version) = try #require(VendoredPackage.parts(of: text))
      var vendored: [VendoredFile] = []
      if case .mapping(let contents)? = member["files"] {
        for (name, content) in contents {
          let bytes = Array("\(JSON.compact(content))\n".utf8)
          files.append(SourceFile(path: "vendor/\(name)", bytes: bytes))
          vendored.append(VendoredFile(name: name, digest: DigestText.of(bytes)))
        }
      }
      found.append(
        VendoredPackage(
          registry: registry, name: name, version: version, license: member["license"]?.text,
          integrity: member["integrity"]?.text, dependencies: member["dependencies"]?.texts ?? [],
          files: vendored))
      if let file = vendored.first, member["direct"] != .bool(false) {
        imports.append(VendoredImport(name: text, request: text, package: text, file: file.name))
      }
    }
    let lock = VendorLock(bundler: bundler, imports: imports, packages: found)
    var names = Mapping()
    for item in lock.imports { names[item.name] = .string(item.address) }
    let code = lock.imports.map { "import \"\($0.name)\";\n" }.joined()
    files.append(SourceFile(path: "vendor.lock", bytes: try lock.bytes()))
    files.append(
      SourceFile(path: "deno.json", bytes: Array(JSON.compact(["imports": .mapping(names)]).utf8)))
    files.append(SourceFile(path: "nodes/a.ts", bytes: Array(code.utf8)))
    files.append(
      SourceFile(
        path: "workflow.yaml",
        bytes: Array(
          "name: w\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes: {a: {path: nodes/a.ts}}\n".utf8)))
    return WorkflowSource(files: files)
  }

  /// Few names and versions, so that two have much in common; some with files that their lock does not name.
  static func random(_ generator: inout SplitMix64) throws -> WorkflowSource {
    var packages: [String] = []
    var taken: Set<String> = []
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      let name = ["jsr:@a/x", "npm:y", "npm:z", "https://m.example/u"].randomElement(using: &generator) ?? ""
      let version =
        ["@1.0.0", "@1.1.0", "@2.0.0", name.hasPrefix("https") ? "" : "@3"]
        .randomElement(using: &generator) ?? ""
      guard taken.insert(name + version).inserted else { continue }
      let files = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
        "f\(Int.random(in: 0...5, using: &generator)).js: \(Int.random(in: 0...1, using: &generator))"
      }
      let dependency = "npm:y@\(["1.0.0", "1.1.0"].randomElement(using: &generator) ?? "")"
      packages.append(
        "\"\(name + version)\": {direct: \(Bool.random(using: &generator)), license: \(["MIT", "null"].randomElement(using: &generator) ?? ""), "
          + "dependencies: [\(Bool.random(using: &generator) ? "\"\(dependency)\"" : "")], files: {\(Set(files.prefix(1)).joined(separator: ", "))}}"
      )
    }
    let source = try source("{\(packages.joined(separator: ", "))}")
    // A file that two packages name is there once.
    var seen: Set<String> = []
    var files = source.files.filter { seen.insert($0.path).inserted }
    if Bool.random(using: &generator) {
      files.append(SourceFile(path: "vendor/g.js", bytes: [UInt8.random(in: 0...1, using: &generator)]))
    }
    return WorkflowSource(files: files)
  }
}
