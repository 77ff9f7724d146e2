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
  package enum Links: Sendable {
    /// What a link points at can change without the version.
    case refuse
    /// Kubernetes mounts the keys of a ConfigMap as links into `..data`.
    case follow

    /// What is right for the engine, which reads mounted versions and the directories of authors.
    package static func inDirectory(_ directory: String) -> Links {
      (try? Disk.kind(of: Path.join(directory, "..data"))) == .symbolicLink ? .follow : .refuse
    }
  }

  /// Content of a ConfigMap: 900 KB, which leaves room below etcd's and the API server's 1 MiB.
  package static let maximumBytes = 921_600

  private static let commentedFile = "deno.jsonc"
  private static let packagesFolder = "node_modules"

  private let directory: String
  /// The directory, in findings.
  private let shown: String
  private let links: Links
  private var files: [SourceFile] = []
  private var findings: [Finding] = []

  /// - Parameter shown: the path of the directory in findings; nil for its own.
  /// - Throws: when a file or folder cannot be read at all (exit code 2). What is wrong with the
  ///   content, like a link or a pipe among the nodes, is a finding.
  package static func read(
    _ directory: String, links: Links, shownAs shown: String? = nil
  ) throws(FileError) -> SourceReading {
    var reader = SourceReader(directory: directory, shown: shown ?? directory, links: links)
    try reader.add(WorkflowSource.workflowFile)
    if try reader.kind(of: WorkflowSource.denoFile) != nil {
      try reader.add(WorkflowSource.denoFile)
    } else if try reader.kind(of: commentedFile) != nil {
      reader.refuse(
        commentedFile,
        "is not part of a version, so a pod would not have it; rename it to `\(WorkflowSource.denoFile)`, in which "
          + "comments may stand as well")
    }
    switch try reader.kind(of: WorkflowSource.nodesFolder) {
    case .folder?: try reader.addFolder(WorkflowSource.nodesFolder)
    case let kind?: reader.refuse(WorkflowSource.nodesFolder, "is \(kind.rawValue); expected a folder")
    case nil: break
    }
    let source = WorkflowSource(files: reader.files)
    reader.checkSize(source)
    return SourceReading(source: source, findings: reader.findings)
  }

  private init(directory: String, shown: String, links: Links) {
    (self.directory, self.shown, self.links) = (directory, shown, links)
  }

  private func kind(of path: String) throws(FileError) -> FileKind? {
    let full = Path.join(directory, path)
    let kind = try Disk.kind(of: full)
    guard kind == .symbolicLink, links == .follow else { return kind }
    return Disk.isFolder(full) ? .folder : Disk.exists(full) ? .regular : nil
  }

  private mutating func addFolder(_ path: String) throws(FileError) {
    for entry in try Disk.entries(of: Path.join(directory, path)) {
      if SourceRules.isExcluded(entry.name, isFolder: entry.kind == .folder) { continue }
      let entryPath = Path.join(path, entry.name)
      // A version that was made under older rules has what it has.
      if entry.name == Self.packagesFolder, links == .refuse {
        refuse(
          entryPath,
          "holds packages, which git leaves out as a rule and which Deno does not look for in a pod; remove it, and "
            + "copy what nodes need into a folder of another name")
        continue
      }
      if try isFolder(entry.kind, entryPath) {
        try addFolder(entryPath)
      } else {
        try add(entryPath)
      }
    }
  }

  private func isFolder(_ kind: FileKind, _ path: String) throws(FileError) -> Bool {
    kind == .symbolicLink ? try self.kind(of: path) == .folder : kind == .folder
  }

  private mutating func add(_ path: String) throws(FileError) {
    if let problem = ConfigMapKey.problem(withPath: path) {
      refuse(path, problem)
      return
    }
    let full = Path.join(directory, path)
    do {
      files.append(SourceFile(path: path, bytes: try bytes(of: full)))
    } catch {
      switch error.reason {
      case .notRegular(.symbolicLink):
        refuse(
          path,
          SourceRules.isSecret(full)
            ? "is a symbolic link to a secret, which must not come into a version; nodes read it as `ctx.secrets`"
            : "is a symbolic link; a version holds files only, so copy its target here")
      case .notRegular(let kind):
        refuse(path, "is \(kind.rawValue); expected a regular file")
      case .tooLarge(let bytes, let limit):
        refuse(path, "is \(bytes) bytes; a whole version has to fit into a ConfigMap of \(limit) bytes")
      case .system, .notFolder, .nameNotText, .said: throw error
      }
    }
  }

  private func bytes(of path: String) throws(FileError) -> [UInt8] {
    try Disk.read(path, limit: Self.maximumBytes, followingLinks: links == .follow)
  }

  private mutating func checkSize(_ source: WorkflowSource) {
    let total = source.byteCount
    guard total > Self.maximumBytes, let largest = source.files.max(by: { $0.bytes.count < $1.bytes.count })
    else { return }
    findings.append(
      Finding(
        path: shown,
        message: "the version is \(total) bytes; a ConfigMap takes \(Self.maximumBytes). "
          + "The largest file is `\(largest.path)` with \(largest.bytes.count) bytes",
        rule: .source))
  }

  private mutating func refuse(_ path: String, _ problem: String) {
    findings.append(Finding(path: Path.join(shown, path), message: problem, rule: .source))
  }
}

/// Which files below `nodes/` are not part of a version.
package enum SourceRules {
  /// Dotfiles (so also `.secrets*`) and tests stay out.
  static func isExcluded(_ name: String, isFolder: Bool) -> Bool {
    if name.hasPrefix(".") { return true }
    if isFolder { return name == "__tests__" || name == "tests" }
    return name.hasSuffix("_test.ts") || name.hasSuffix(".test.ts")
  }

  /// Whether a link leads to a file that holds secrets.
  static func isSecret(_ link: String) -> Bool {
    Path.resolved(link)?.split(separator: "/").contains { $0.hasPrefix(".secrets") } ?? false
  }

  /// Whether a path relative to the workflow directory runs through something excluded.
  package static func isExcluded(path: String) -> Bool {
    let components = path.split(separator: "/")
    return components.enumerated().contains { position, name in
      isExcluded(String(name), isFolder: position < components.count - 1)
    }
  }
}
