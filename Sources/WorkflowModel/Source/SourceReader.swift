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

  /// Of one file: what a ConfigMap takes.
  package static let maximumBytes = CodePart.maximumBytes

  private static let commentedFile = "deno.jsonc"
  private static let packagesFolder = "node_modules"

  private let directory: String
  /// The directory, in findings.
  private let shown: String
  private let links: Links
  private var files: [SourceFile] = []
  /// Of all files.
  private var size = 0
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
        "is not part of a version, so a pod would not have it; rename it to `\(WorkflowSource.denoFile)`, which may "
          + "have comments too")
    }
    switch try reader.kind(of: WorkflowSource.nodesFolder) {
    case .folder?: try reader.addFolder(WorkflowSource.nodesFolder)
    case let kind?: reader.refuse(WorkflowSource.nodesFolder, "is \(kind.rawValue); expected a folder")
    case nil: break
    }
    // A folder of that name belongs to a version with the lock alone: so none that is older becomes another one.
    if try reader.kind(of: WorkflowSource.vendorLock) != nil {
      try reader.add(WorkflowSource.vendorLock)
      try reader.addVendored()
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
          "holds packages, which git usually ignores and Deno does not use in a pod; remove it, and copy the needed "
            + "code into a folder of another name")
        continue
      }
      if try isFolder(entry.kind, entryPath) {
        try addFolder(entryPath)
      } else {
        try add(entryPath)
      }
    }
  }

  private mutating func addVendored() throws(FileError) {
    let folder = WorkflowSource.vendorFolder
    switch try kind(of: folder) {
    case .folder?: break
    case let kind?: return refuse(folder, "is \(kind.rawValue); expected a folder")
    case nil: return
    }
    for entry in try Disk.entries(of: Path.join(directory, folder)) where !entry.name.hasPrefix(".") {
      let path = Path.join(folder, entry.name)
      if try isFolder(entry.kind, path) {
        refuse(path, "is a folder, and vendor/ has only files, as `tntc vendor` writes them; remove it")
      } else if let problem = VendoredName.problem(with: entry.name) {
        refuse(path, problem)
      } else {
        try add(path)
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
    // What is too much by far is not read to its end.
    if size > Self.mostBytes { return }
    let full = Path.join(directory, path)
    do {
      let file = SourceFile(path: path, bytes: try bytes(of: full))
      size += file.bytes.count
      files.append(file)
    } catch {
      switch error.reason {
      case .notRegular(.symbolicLink):
        refuse(
          path,
          SourceRules.isSecret(full)
            ? "is a symbolic link to a secret, which must not get into a version; nodes read it as `ctx.secrets`"
            : "is a symbolic link; a version holds files only, so copy its target here")
      case .notRegular(let kind):
        refuse(path, "is \(kind.rawValue); expected a regular file")
      case .tooLarge(let bytes, let limit):
        refuse(path, "is \(bytes) bytes; a file has to fit into a ConfigMap, which takes \(limit) bytes")
      case .system, .notFolder, .nameNotText, .said: throw error
      }
    }
  }

  private func bytes(of path: String) throws(FileError) -> [UInt8] {
    try Disk.read(path, limit: Self.maximumBytes, followingLinks: links == .follow)
  }

  private static let mostBytes = CodePart.most * CodePart.maximumBytes

  private mutating func checkSize(_ source: WorkflowSource) {
    guard source.files.count > CodePart.most, source.parts.count > CodePart.most else { return }
    let largest = source.files.max { $0.bytes.count < $1.bytes.count }
    let hint = largest.map { ". The largest file is `\($0.path)` with \($0.bytes.count) bytes" } ?? ""
    let more = size > Self.mostBytes ? "more than \(size)" : "\(size)"
    findings.append(
      Finding(
        path: shown,
        message:
          "the version has \(more) bytes and needs more than \(CodePart.most) ConfigMaps, the limit of a "
          + "version\(hint)",
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
    let components = path.utf8.split(separator: UInt8(ascii: "/"))
    return components.enumerated().contains { position, name in
      isExcluded(String(Substring(name)), isFolder: position < components.count - 1)
    }
  }
}
