import Credentials
package import Diagnostics
import Files
import WorkflowModel
import YAML

/// Finds and reads `.tentacular/config.yaml`.
package struct ConfigurationFile {
  package static let name = ".tentacular/config.yaml"
  static let keys = ["requires", "workflows", "tree", "flux", "defaults", "environments"]
  private static let maximumBytes = 1_000_000

  var findings: Findings
  /// The folder that holds `.tentacular`, as seen from the working directory.
  let folder: String
  let bytes: [UInt8]
  var text: SettingsText { SettingsText(folder: folder, path: findings.path, bytes: bytes) }

  /// The configuration that holds in the working directory: that of the nearest folder upward, no further
  /// than the root of the git repository.
  ///
  /// - Throws: `InvalidInput` with everything that is wrong with it, `FileError` when it cannot be read.
  package static func find() throws -> Reading<Configuration> {
    guard let folder = Self.folder(with: name) else { return Reading(Configuration.none, []) }
    return try read(folder)
  }

  /// The nearest folder upward that holds a file, no further than the root of the git repository; nil when none does.
  package static func folder(with file: String) -> String? {
    guard let start = Path.resolved(".") else { return nil }
    var folder = start
    while true {
      if Disk.exists(Path.join(folder, file)) { return Path.relative(folder, from: start) }
      if folder == "/" || Disk.exists(Path.join(folder, ".git")) { return nil }
      folder = Path.parent(folder)
    }
  }

  private static func read(_ folder: String) throws -> Reading<Configuration> {
    let path = Path.join(folder, name)
    let bytes = try Disk.read(path, limit: maximumBytes, followingLinks: true)
    var file = ConfigurationFile(
      findings: Findings(path: path, rule: .configuration), folder: folder, bytes: bytes)
    var configuration = file.configuration()
    let credentials = CredentialCheck(bytes, path: path, secret: "<name>-secrets", comments: .hash)
    // Those of the files that it names are in order by themselves.
    let own = file.findings.all.filter { $0.path == path }
    let others = file.findings.all.filter { $0.path != path }
    let leaked = others.filter { $0.rule == .credential }
    let findings =
      credentials.redacting(own.inOrder(of: bytes)) + others.filter { $0.rule != .credential }
    if findings.contains(where: { $0.severity == .error }) { throw InvalidInput(findings) }
    configuration.credentials = credentials.findings + leaked
    return Reading(configuration, findings)
  }

  private mutating func configuration() -> Configuration {
    let root = Reader.read(bytes).root { findings.error($0.position, $0.message + quotingHint($0)) }
    // What else is wrong with it may be what this tntc does not know.
    guard let root, !root.isNull, admits(root),
      let scope = FieldScope(root, owner: "the configuration", known: Self.keys, &findings)
    else { return .none }
    let tree = Path.join(folder, folderName("tree", scope) ?? Configuration.defaultTree)
    return Configuration(
      roots: roots(scope, tree: tree), tree: tree, fluxFiles: fluxFiles(scope),
      defaults: scope.field("defaults").map { settings($0, $0.position, owner: "`defaults`") },
      environments: environments(scope))
  }

  /// A file, or a list of files.
  private mutating func fluxFiles(_ scope: FieldScope) -> [String] {
    guard let field = scope.field("flux") else { return [] }
    let items = if case .sequence(let items) = field.content { items } else { [field] }
    return items.compactMap { item in
      guard case .scalar(let scalar) = item.content, !item.isNull else {
        findings.error(
          item.position,
          "this is \(item.kind); expected a file that `tntc gitops flux` printed, like `clusters/apps.yaml`")
        return nil
      }
      return folderName(scalar.text, item.position, of: "file").map { Path.join(folder, $0) }
    }
  }

  /// `>` without quotes begins a text of several lines.
  private func quotingHint(_ problem: Problem) -> String {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let number = problem.position.line - 1
    guard lines.indices.contains(number), lines[number].starts(with: "requires: >".utf8) else { return "" }
    return "; put it into quotes, like \(ProgramRequirement.example)"
  }

  /// Whether it is for this tntc.
  private mutating func admits(_ root: Element) -> Bool {
    guard let field = root.member("requires")?.value, !field.isNull else { return true }
    guard case .scalar(let scalar) = field.content, let required = ProgramRequirement(scalar.text) else {
      findings.error(
        field.position,
        "expected releases of tntc, like \(ProgramRequirement.example), not \(SettingsReader.shown(field))")
      return true
    }
    if required.admits(ProgramVersion.text) { return true }
    findings.error(
      field.position,
      "this is tntc \(ProgramVersion.text), and the configuration requires `\(scalar.text)`; use such a release, or "
        + "change `requires`")
    return false
  }

  private mutating func roots(_ scope: FieldScope, tree: String) -> [Configuration.Root] {
    guard let field = scope.field("workflows") else {
      return [Configuration.Root(name: ".", path: folder, tree: tree)]
    }
    guard case .sequence(let items) = field.content else {
      findings.error(field.position, "`workflows` is \(field.kind); expected a list of folders")
      return []
    }
    return items.compactMap { root($0, tree: tree) }
  }

  /// `- teams/a`, or `- path: teams/a` with a `tree` of its own.
  private mutating func root(_ item: Element, tree: String) -> Configuration.Root? {
    if case .scalar(let scalar) = item.content, !item.isNull {
      return folderName(scalar.text, item.position).map {
        Configuration.Root(name: $0, path: Path.join(folder, $0), tree: tree)
      }
    }
    guard let scope = FieldScope(item, owner: "a folder of `workflows`", known: ["path", "tree"], &findings),
      scope.required("path", &findings) != nil, let path = folderName("path", scope)
    else { return nil }
    return Configuration.Root(
      name: path, path: Path.join(folder, path),
      tree: folderName("tree", scope).map { Path.join(folder, $0) } ?? tree)
  }

  /// A relative path that stays inside the folder of the configuration.
  private mutating func folderName(_ key: String, _ scope: FieldScope) -> String? {
    guard let (text, position) = scope.text(key, &findings) else { return nil }
    return folderName(text, position)
  }

  /// - Parameter kind: what it names.
  mutating func folderName(_ text: String, _ position: Position, of kind: String = "folder") -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard !text.isEmpty, !parts.contains(where: { $0.isEmpty || $0 == ".." }) else {
      findings.error(
        position, "`\(text)` is not a \(kind) beside `.tentacular`; expected a relative path without `..`")
      return nil
    }
    return text
  }
}
