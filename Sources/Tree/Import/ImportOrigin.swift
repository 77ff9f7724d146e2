import Diagnostics
import Rendering
import WorkflowModel
import YAML

/// Whether a ConfigMap and the workflow.yaml in it match, and what neither of them has.
struct ImportOrigin {
  private static let codeSuffix = "-code"

  private let object: ObjectName
  private let source: WorkflowSource
  private let isYAML: Bool
  private let path: String
  /// From workflow.yaml, even when it is not valid.
  private let written: (name: String?, version: String?, namespace: String?)
  /// Paths of nodes that it names.
  private let nodes: [String]
  /// How many ConfigMaps there are.
  private let parts: Int

  init(_ document: ConfigMapDocument, _ source: WorkflowSource, path: String) {
    (object, isYAML) = (ObjectName(of: document.objects[0]), document.isYAML)
    parts = document.objects.count
    (self.source, self.path) = (source, path)
    let file = source[WorkflowSource.workflowFile]?.bytes ?? []
    let root = Reader.read(file).root { _ in }
    func scalar(_ element: Element?) -> Scalar? {
      if case .scalar(let scalar)? = element?.content { scalar } else { nil }
    }
    written = (
      scalar(root?.member("name")?.value)?.resolved.text, scalar(root?.member("version")?.value)?.text,
      scalar(root?.member("deployment")?.value.member("namespace")?.value)?.resolved.text
    )
    if case .mapping(let members)? = root?.member("nodes")?.value.content {
      nodes = members.compactMap { scalar($0.value.member("path")?.value)?.resolved.text }
    } else {
      nodes = []
    }
  }

  /// Files that every version has and this one lacks: those of its nodes and of its packages.
  private var missing: [String] {
    guard isVersion else { return [] }
    let lock = try? VendorLock.read(source, path: path)
    let files = lock?.packages.flatMap(\.files).map(\.path) ?? []
    return (nodes + files).filter { source[$0] == nil }
  }

  /// That the version has more ConfigMaps than were given.
  var lack: InvalidInput? {
    guard let first = missing.first, let name = object.name else { return nil }
    return InvalidInput(
      path: path,
      "is part of a version: `\(ShownText.short(first))` is not in it, and "
        + "`\(ReleaseNames.partOfVersion(name).first).\(parts + 1)` at least is missing; \(VersionParts.wayOut)"
    )
  }

  /// A name that can be in paths; nil when there is none.
  var workflowName: String? {
    [written.name, nameOfObject].compactMap(\.self).first { NameRules.problem(withWorkflow: $0) == nil }
  }

  /// `w` of `w-code` and of `w-code-1-0`.
  private var nameOfObject: String? {
    let parts = (object.name ?? "").split(separator: "-", omittingEmptySubsequences: false)
    guard let code = parts.lastIndex(of: "code") else { return nil }
    return parts[..<code].joined(separator: "-")
  }

  var findings: [Finding] { [otherName, namespace, form, deno, tests, beside].compactMap(\.self) }

  /// The name of the ConfigMap that tntc makes of this version.
  private var nameOfVersion: String? {
    guard let name = written.name, let version = try? VersionNumber(written.version ?? "") else { return nil }
    return ReleaseNames.codeConfigMap(name, version)
  }

  private var isVersion: Bool {
    if let name = object.name, let version = nameOfVersion { name.hasSameBytes(as: version) } else { false }
  }

  private var otherName: Finding? {
    guard let name = object.name else { return nil }
    let expected = ["\(written.name ?? "")\(Self.codeSuffix)", nameOfVersion].compactMap(\.self)
    if written.name != nil, expected.contains(where: name.hasSameBytes) { return nil }
    let said = written.name.map {
      "`name: \(ShownText.short($0))`"
        + (written.version.map { " and `version: \(ShownText.short($0))`" } ?? "")
    }
    let names = expected.map { "`\(ShownText.short($0))`" }.joined(separator: " or ")
    return finding(
      .warning,
      said.map {
        "the ConfigMap is `\(ShownText.short(name))`, and \(WorkflowSource.workflowFile) in it says \($0), whose ConfigMap would be "
          + "\(names); the files are written unchanged, so correct the wrong one"
      }
        ?? "the ConfigMap is `\(ShownText.short(name))`, and \(WorkflowSource.workflowFile) in it has no `name:`"
    )
  }

  private var namespace: Finding? {
    guard let namespace = object.namespace else { return nil }
    let shown = ShownText.short(namespace)
    guard let said = written.namespace else {
      return finding(
        .notice,
        "the ConfigMap is in the namespace `\(shown)`, which \(WorkflowSource.workflowFile) does not name; give it with "
          + "`tntc render --namespace \(shown)`, in \(Self.configuration), or as `deployment.namespace`")
    }
    if said.hasSameBytes(as: namespace) { return nil }
    return finding(
      .warning,
      "the ConfigMap is in the namespace `\(shown)`, and \(WorkflowSource.workflowFile) says `deployment.namespace: "
        + "\(ShownText.short(said))`, which `tntc render` uses")
  }

  private static let configuration = ".tentacular/config.yaml"

  /// tntc itself puts a file with this character into `binaryData`.
  private var form: Finding? {
    if !isYAML || isVersion { return nil }
    return finding(
      .notice,
      "it is YAML, in which kubectl replaces U+0085 by a blank; if files may have it, import the JSON of "
        + "`\(ConfigMapDocument.command)`")
  }

  /// A version of tntc has all of its files.
  private var deno: Finding? {
    if source[WorkflowSource.denoFile] != nil || isVersion { return nil }
    return finding(
      .notice,
      "there is no `\(WorkflowSource.denoFile)` in it; if the workflow had one, copy it, as imports by name need it"
    )
  }

  private var tests: Finding? {
    let tests = source.files.map(\.path).filter(SourceRules.isExcluded)
    return tests.isEmpty
      ? nil
      : finding(
        .notice,
        "\(ShownText.list(tests.map { "`\($0)`" })): have the names of tests; they are written, and do not become part of versions"
      )
  }

  private var beside: Finding? {
    finding(
      .notice,
      "fixtures, tests, dotfiles and secrets are not in a ConfigMap; copy them from where the workflow was written "
        + "(`tntc secrets check` names the secrets that the workflow needs)"
    )
  }

  private func finding(_ severity: Finding.Severity, _ message: String) -> Finding {
    Finding(severity, path: path, message: message, rule: .source)
  }
}
