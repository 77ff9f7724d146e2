package import Diagnostics
package import Files

/// The files of a version, read by every rule that can be checked without running them.
///
/// This is the one list of checks: `tntc` uses it before it renders, and the engine before it loads. What keeps
/// an engine from becoming ready and is not found here is what only loading the nodes tells.
package struct VersionReading: Sendable {
  package let source: WorkflowSource
  /// Nil when none could be made of workflow.yaml.
  package let workflow: Workflow?
  package let deno: DenoFile
  /// The modules that nodes load.
  package let scripts: ModuleScripts
  /// Those of the directory first, then of workflow.yaml, deno.json and the nodes.
  package let findings: [Finding]

  package var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// Reads a workflow directory.
  ///
  /// - Parameter path: of the directory, in findings; nil for the same.
  /// - Throws: when a file or folder cannot be read at all.
  package static func read(
    _ directory: String, links: SourceReader.Links = .refuse, shownAs path: String? = nil
  ) throws(FileError) -> VersionReading {
    let reading = try SourceReader.read(directory, links: links, shownAs: path)
    return VersionReading(reading.source, findings: reading.findings) { Path.join(path ?? directory, $0) }
  }

  /// Checks files, wherever they are from.
  ///
  /// - Parameters:
  ///   - known: what is wrong with them already.
  ///   - place: makes the path of a file, for people, of its path in the source.
  package init(_ source: WorkflowSource, findings known: [Finding] = [], place: (String) -> String) {
    let reading = WorkflowReader.read(source, path: place(WorkflowSource.workflowFile))
    var findings: [Finding] = []
    deno = DenoFile.read(source, path: place(WorkflowSource.denoFile), &findings)
    let modules = ModuleCheck.findings(reading.nodes, reading.workflow?.contract, source, deno, place: place)
    findings += modules.findings
    findings += VendorCheck.findings(source, deno, place: place)
    findings = findings.inOrderOfPlaces
    findings += source.ownFiles.compactMap {
      NestedDenoFile.finding($0.path, place) ?? LeftoverFile.warning($0.path, place)
    }
    self.source = source
    workflow = reading.workflow
    scripts = modules.scripts
    // A file that is there and was refused, as a link or a pipe, is not missing.
    let isRefused = source[WorkflowSource.workflowFile] == nil && !known.isEmpty
    self.findings = known + (isRefused ? [] : reading.findings) + findings
  }
}

/// Deno uses them on an author's machine but not in a pod, so the same code would behave differently there.
private enum NestedDenoFile {
  static func finding(_ path: String, _ place: (String) -> String) -> Finding? {
    guard path.hasSuffix("/deno.json") || path.hasSuffix("/deno.jsonc") else { return nil }
    return Finding(
      path: place(path),
      message: "Deno uses its `imports` for the modules beside it, but a pod does not; move them into "
        + "the deno.json "
        + "at the root, and remove this file",
      rule: .modules)
  }
}

/// Files below `nodes/` that other programs leave behind.
private enum LeftoverFile {
  static func warning(_ path: String, _ place: (String) -> String) -> Finding? {
    guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    let what: String
    switch path[dot...] {
    case ".map": what = "is a source map, which the engine does not use"
    case ".bak", ".orig", ".rej", ".swp", ".tmp":
      what = "looks like a copy that an editor or a merge left behind"
    default: return nil
    }
    return Finding(
      .warning, path: place(path), message: "\(what), and it becomes part of the version; remove it",
      rule: .source)
  }
}

extension [Finding] {
  /// The files in the order in which they came, each from its top.
  fileprivate var inOrderOfPlaces: [Finding] {
    if count < 2 { return self }
    var files: [String: Int] = [:]
    for finding in self where files[finding.path] == nil { files[finding.path] = files.count }
    let start = Position(line: 0, column: 0)
    return sorted {
      ((files[$0.path] ?? 0), $0.position ?? start) < ((files[$1.path] ?? 0), $1.position ?? start)
    }
  }
}
