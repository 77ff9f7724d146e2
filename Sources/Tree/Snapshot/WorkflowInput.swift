package import Diagnostics
import Files
import Releases
import Rendering
import Settings
package import WorkflowModel
import YAML

/// A new value for `version:`, to be written to workflow.yaml.
package struct VersionBump: Sendable {
  package let path: String
  package let from: VersionNumber
  package let to: VersionNumber
  package let bytes: [UInt8]
}

/// A workflow with the source it was read from, checked and ready to be rendered.
package struct WorkflowInput: Sendable {
  package let path: String
  /// That of its workflow.yaml, which may be one inside of a ConfigMap.
  var workflowPath: String {
    let file = WorkflowSource.workflowFile
    return Path.lastComponent(path) == file ? path : "\(path): \(file)"
  }
  package private(set) var workflow: Workflow
  package private(set) var source: WorkflowSource
  package private(set) var digest: String
  /// The modules that were read to check a workflow directory; none of a version of the tree.
  package private(set) var scripts: ModuleScripts
  /// What templates see of the source; made once, as it takes in every byte.
  let code: VersionCode
  package private(set) var warnings: [Finding]

  /// Reads a workflow directory.
  ///
  /// - Parameter digest: of a source that was found to be fine before. Of the same one only workflow.yaml is looked into,
  ///   and there are no warnings.
  /// - Throws: `InvalidInput` with all findings when there is an error among them.
  package static func read(_ directory: String, checkedAs digest: String? = nil) throws -> WorkflowInput {
    if let digest, let same = try unchanged(directory, digest) { return same }
    return try WorkflowInput(path: path(in: directory), try VersionReading.read(directory))
  }

  /// Nil where the source is another one, which is then read with all checks.
  private static func unchanged(_ directory: String, _ digest: String) throws -> WorkflowInput? {
    let files = try SourceReader.read(directory, links: .refuse)
    let path = path(in: directory)
    guard files.findings.isEmpty, files.source.digest == digest,
      let workflow = WorkflowReader.read(files.source, path: path).workflow
    else { return nil }
    return WorkflowInput(
      path: path, workflow: workflow, source: files.source, digest: digest, parts: files.source.parts,
      scripts: ModuleScripts(), warnings: [])
  }

  static func path(in directory: String) -> String { Path.join(directory, WorkflowSource.workflowFile) }

  private init(path: String, _ reading: VersionReading) throws(InvalidInput) {
    let credentials = SourceCredentials(reading.source, workflow: reading.workflow?.name) {
      Path.join(Path.parent(path), $0)
    }
    let findings = credentials.beside(reading.findings)
    guard let workflow = reading.workflow, !findings.contains(where: { $0.severity == .error }) else {
      throw InvalidInput(findings)
    }
    let source = reading.source
    self.init(
      path: path, workflow: workflow, source: source, digest: source.digest, parts: source.parts,
      scripts: reading.scripts, warnings: findings)
  }

  private init(
    path: String, workflow: Workflow, source: WorkflowSource, digest: String, parts: [CodePart],
    scripts: ModuleScripts, warnings: [Finding]
  ) {
    self.path = path
    self.workflow = workflow
    self.source = source
    self.scripts = scripts
    self.warnings = warnings
    self.digest = digest
    code = TemplateContext.code(workflow, parts, digest: digest)
  }

  /// What its network policies lack, where it is in workflow.yaml, which may be a key of a ConfigMap.
  ///
  /// - Parameter settings: with the kind of policies that is in force.
  func networkFindings(_ settings: Settings) -> [Finding] {
    let file = WorkflowSource.workflowFile
    let findings = NetworkPolicyCheck.findings(
      workflow, settings, path: workflowPath)
    return findings.inOrder(of: source[file]?.bytes ?? [])
  }

  /// A version of the tree, read from its ConfigMap.
  ///
  /// Read leniently: a rule that is younger than the version must not block the way back to it.
  static func retained(
    _ version: VersionNumber, _ folder: FolderSnapshot
  ) throws -> WorkflowInput {
    let file = ReleaseNames.versionFile(version)
    let path = Path.join(folder.path, file)
    guard try folder.bytes(of: file) != nil else {
      throw InvalidInput(
        path: path, "is gone, and version \(version.text) is needed; \(folder.restoring(path))")
    }
    guard let parts = try folder.parts(in: file) else {
      throw InvalidInput(path: path, "is not the ConfigMap of a version; \(folder.restoring(path))")
    }
    let source = WorkflowSource(files: parts.flatMap(\.files))
    let reading = WorkflowReader.read(source, path: "\(path): \(WorkflowSource.workflowFile)")
    guard let workflow = reading.workflow else { throw InvalidInput(reading.findings) }
    let warnings = reading.findings.map(\.asWarning)
    return WorkflowInput(
      path: path, workflow: workflow, source: source, digest: source.digest, parts: parts,
      scripts: ModuleScripts(), warnings: warnings)
  }

  static func restore(_ path: String) -> String {
    "restore it with `git checkout -- \(ShellWord.path(path))`"
  }

  /// Raises the version when the tree has this one with other content; else does nothing.
  mutating func bump(
    _ part: VersionNumber.Part, against releases: [Release], _ options: RenderOptions
  ) throws -> VersionBump? {
    let used = options.used[workflow.name] ?? []
    let isTaken = releases.contains { $0.hasOtherContent(workflow.version, digest: digest) }
    guard isTaken || used.contains(workflow.version) else { return nil }
    try refuseOtherLineEndings(in: releases, options)
    let numbers = (releases.flatMap(\.numbers) + used).filter { number in
      options.line.map { number.isOnLine(of: $0) } ?? true
    }
    let highest = numbers.reduce(workflow.version, max)
    guard let next = highest.bumped(part) else {
      throw failure("version \(highest.text) cannot be raised further by --bump \(part.rawValue)")
    }
    let old = source[WorkflowSource.workflowFile]?.bytes ?? []
    let unchanged = failure("tntc cannot replace the value of `version:`; write \(next.text) there")
    let new = VersionEdit.replacing(workflow.version, at: workflow.versionPosition, with: next, in: old)
    guard let new else { throw unchanged }
    let bump = VersionBump(path: path, from: workflow.version, to: next, bytes: new)
    let others = source.files.filter { $0.path != WorkflowSource.workflowFile }
    let source = WorkflowSource(
      files: others + [SourceFile(path: WorkflowSource.workflowFile, bytes: new)])
    let raised = try WorkflowInput(
      path: path, VersionReading(source) { [path] in Path.join(Path.parent(path), $0) })
    guard raised.workflow.version.text == next.text else { throw unchanged }
    self = raised
    return bump
  }

  /// A version with the number of another one is not a new version when git has changed its line endings alone.
  func refuseOtherLineEndings(
    in releases: [Release], _ options: RenderOptions
  ) throws(ReleaseProblem) {
    let known = releases.flatMap { $0.digests(of: workflow.version) }
    guard !known.contains(digest), source.digestsWithOtherLineEndings.contains(where: known.contains) else {
      return
    }
    let files = source.files.filter { LineEndings.unified($0.bytes) != $0.bytes }.map(\.path)
    throw refused(.lineEndings(workflow.version, files: files), options)
  }

  func refused(_ refusal: Refusal, _ options: RenderOptions) -> ReleaseProblem {
    .refused(
      RefusedChange(
        refusal, of: workflow.name, path: path, position: workflow.versionPosition, excerpt: versionExcerpt,
        place: options.place))
  }

  private func failure(_ message: String) -> InvalidInput {
    InvalidInput([
      Finding(path: path, position: workflow.versionPosition, message: message, excerpt: versionExcerpt)
    ])
  }

  /// What a cluster needs for the sidecars; told where a workflow is checked, and nowhere else.
  package var sidecarNotices: [Finding] {
    guard let first = workflow.sidecars.first else { return [] }
    let finding = Finding(
      .notice, path: path, position: first.position,
      message: "sidecars are init containers with `restartPolicy: Always`, which needs Kubernetes 1.29 "
        + "or later",
      rule: .sidecars)
    return [finding].inOrder(of: source[WorkflowSource.workflowFile]?.bytes ?? [])
  }

  /// Time zones that this machine does not know.
  package var zoneNotices: [Finding] {
    guard case .sequence(let written)? = workflow.document["triggers"],
      written.contains(where: { $0["timeZone"]?.text.flatMap(ZoneInfo.problem) != nil })
    else { return [] }
    let bytes = source[WorkflowSource.workflowFile]?.bytes ?? []
    guard case .sequence(let triggers)? = (try? Reader.read(bytes).valid())?.member("triggers")?.value.content
    else { return [] }
    return triggers.compactMap { trigger in
      guard let field = trigger.member("timeZone")?.value, case .scalar(let zone) = field.content,
        let problem = ZoneInfo.problem(withZone: zone.text)
      else { return nil }
      return Finding(.notice, path: path, position: field.position, message: problem, rule: .triggers)
    }.inOrder(of: bytes)
  }

  var versionExcerpt: Excerpt? {
    source[WorkflowSource.workflowFile].flatMap { SourceText($0.bytes).excerpt(at: workflow.versionPosition) }
  }
}

extension WorkflowSource {
  /// Paths of files that are not the same in both, sorted.
  func files(differingFrom other: WorkflowSource) -> [String] {
    let paths = Set((files + other.files).map(\.path))
    return paths.filter { self[$0]?.bytes != other[$0]?.bytes }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func digest(of files: [RenderedFile]) -> String {
    WorkflowSource(files: files.map { SourceFile(path: $0.path, bytes: $0.bytes) }).digest
  }
}
