package import Diagnostics
package import Files
import YAML

/// What a workflow directory held: its source, unless a problem kept part of it out.
package struct SourceReading: Sendable {
  package let source: WorkflowSource
  package let findings: [Finding]
}

/// Reads the source of a version from a workflow directory.
package struct SourceReader {
  /// Content of a ConfigMap: 900 KB, which leaves room below etcd's and the API server's 1 MiB.
  package static let maximumBytes = 921_600

  private let directory: String
  private var files: [SourceFile] = []
  private var findings: [Finding] = []

  /// - Throws: when a file or folder cannot be read at all (exit code 2). What is wrong with the
  ///   content, like a link or a pipe among the nodes, is a finding.
  package static func read(_ directory: String) throws(FileError) -> SourceReading {
    var reader = SourceReader(directory: directory)
    try reader.add(WorkflowSource.workflowFile)
    if try Disk.kind(of: Path.join(directory, WorkflowSource.denoFile)) != nil {
      try reader.add(WorkflowSource.denoFile)
    }
    let nodes = Path.join(directory, WorkflowSource.nodesFolder)
    switch try Disk.kind(of: nodes) {
    case .folder?: try reader.addFolder(WorkflowSource.nodesFolder)
    case let kind?: reader.refuse(WorkflowSource.nodesFolder, "is \(kind.rawValue); expected a folder")
    case nil: break
    }
    let source = WorkflowSource(files: reader.files)
    reader.checkSize(source)
    return SourceReading(source: source, findings: reader.findings)
  }

  private init(directory: String) { self.directory = directory }

  private mutating func addFolder(_ path: String) throws(FileError) {
    for entry in try Disk.entries(of: Path.join(directory, path)) {
      if SourceRules.isExcluded(entry.name, isFolder: entry.kind == .folder) { continue }
      let entryPath = Path.join(path, entry.name)
      if entry.kind == .folder {
        try addFolder(entryPath)
      } else {
        try add(entryPath)
      }
    }
  }

  private mutating func add(_ path: String) throws(FileError) {
    if let problem = ConfigMapKey.problem(withPath: path) {
      refuse(path, problem)
      return
    }
    let full = Path.join(directory, path)
    do {
      files.append(SourceFile(path: path, bytes: try Disk.read(full, limit: Self.maximumBytes)))
    } catch {
      switch error.reason {
      case .notRegular(.symbolicLink):
        refuse(path, "is a symbolic link; a version holds files only, so copy its target here")
      case .notRegular(let kind):
        refuse(path, "is \(kind.rawValue); expected a regular file")
      case .tooLarge(let bytes, let limit):
        refuse(path, "is \(bytes) bytes; a whole version has to fit into a ConfigMap of \(limit) bytes")
      case .system, .nameNotText, .said: throw error
      }
    }
  }

  private mutating func checkSize(_ source: WorkflowSource) {
    let total = source.byteCount
    guard total > Self.maximumBytes, let largest = source.files.max(by: { $0.bytes.count < $1.bytes.count })
    else { return }
    findings.append(
      Finding(
        path: directory,
        message: "the version is \(total) bytes; a ConfigMap takes \(Self.maximumBytes). "
          + "The largest file is `\(largest.path)` with \(largest.bytes.count) bytes"))
  }

  private mutating func refuse(_ path: String, _ problem: String) {
    findings.append(Finding(path: Path.join(directory, path), message: problem))
  }
}

/// Which files below `nodes/` are not part of a version.
enum SourceRules {
  /// Dotfiles (so also `.secrets*`) and tests stay out.
  static func isExcluded(_ name: String, isFolder: Bool) -> Bool {
    if name.hasPrefix(".") { return true }
    if isFolder { return name == "__tests__" || name == "tests" }
    return name.hasSuffix("_test.ts") || name.hasSuffix(".test.ts")
  }

  /// Whether a path relative to the workflow directory runs through something excluded.
  static func isExcluded(path: String) -> Bool {
    let components = path.split(separator: "/")
    return components.enumerated().contains { position, name in
      isExcluded(String(name), isFolder: position < components.count - 1)
    }
  }
}
