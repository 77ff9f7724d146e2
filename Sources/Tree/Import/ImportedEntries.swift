import Diagnostics
import WorkflowModel
import YAML

/// The files of a workflow in the entries of a ConfigMap, each key checked before it becomes a path.
struct ImportedEntries {
  private(set) var source = WorkflowSource(files: [])
  /// Of entries that are not part of a workflow.
  private(set) var warnings: [Finding] = []

  private let path: String
  private var errors: [Finding] = []

  /// - Throws: all that is wrong with the entries.
  ///
  /// - Parameter objects: the ConfigMaps of one version, in the order of their names.
  init(_ objects: [Element], path: String) throws(InvalidInput) {
    self.path = path
    var entries: [ConfigMapEntry] = []
    var files: [SourceFile] = []
    var seen: [ByteKey: Int] = [:]
    for (position, object) in objects.enumerated() {
      let found = try Self.entries(of: object, path, isFirst: position == 0)
      entries += found
      for entry in found {
        if let other = seen.updateValue(position, forKey: ByteKey(entry.key)) {
          refuse(
            entry,
            other == position
              ? "is in `data` and in `binaryData`; remove the wrong one"
              : "is in two of the ConfigMaps; print all of them again")
        } else if let file = file(of: entry) {
          files.append(file)
        }
      }
    }
    refuseFilesAsFolders(files, entries)
    guard errors.isEmpty else { throw InvalidInput(errors.inOrderOfPlaces) }
    try Self.checkContent(of: entries, files, path)
    source = WorkflowSource(files: files)
  }

  /// Nil for what is refused or left out, which is reported.
  private mutating func file(of entry: ConfigMapEntry) -> SourceFile? {
    if let problem = Self.problem(with: entry) {
      refuse(entry, problem)
    } else if let reason = Self.reasonToLeaveOut(entry) {
      leaveOut(entry, reason)
    } else if let problem = ConfigMapKey.problem(withPath: entry.path) {
      refuse(entry, "stands for the path `\(ShownText.short(entry.path))`, which \(problem)")
    } else if let bytes = entry.bytes {
      return SourceFile(path: entry.path, bytes: bytes)
    } else {
      let expected = entry.member == .data ? "a text" : "the Base64 of a file"
      refuse(entry, "has a value that is not a file; expected \(expected)")
    }
    return nil
  }

  /// - Throws: when there are none.
  private static func entries(
    of object: Element, _ path: String, isFirst: Bool
  ) throws(InvalidInput) -> [ConfigMapEntry] {
    for member in ConfigMapEntry.Member.allCases {
      guard let found = object.member(member.rawValue), !found.value.isNull else { continue }
      guard case .mapping = found.value.content else {
        let message = "`\(member.rawValue)` is \(found.value.kind); expected a mapping of keys to files"
        throw InvalidInput([Finding(path: path, position: found.value.position, message: message)])
      }
    }
    // Packages have ConfigMaps of their own, which are never the first.
    let entries =
      isFirst
      ? ConfigMapEntry.all(of: object)
      : ConfigMapEntry.all(of: object, path: ConfigMapKey.path(ofVersionKey:))
    guard !entries.isEmpty else {
      throw InvalidInput(
        path: path,
        "is a ConfigMap without content: `data` and `binaryData` are empty; expected a key for each file of a workflow"
      )
    }
    let total = entries.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
    guard total <= ImportedWorkflow.maximumContent else {
      throw InvalidInput(
        path: path,
        "holds \(total) bytes; a ConfigMap has at most \(ImportedWorkflow.maximumContent), so kubectl cannot have "
          + "printed this")
    }
    return entries
  }

  private static func checkContent(
    of entries: [ConfigMapEntry], _ files: [SourceFile], _ path: String
  ) throws(InvalidInput) {
    guard files.contains(where: { $0.path.hasSameBytes(as: WorkflowSource.workflowFile) }) else {
      let keys = ShownText.list(entries.map { "`\(ShownText.short($0.key))`" })
      throw InvalidInput(
        path: path,
        "is a ConfigMap without a key `\(WorkflowSource.workflowFile)`, so it does not hold the code of a workflow; it has "
          + "\(keys). The code is in `NAME-code` or `NAME-code-VERSION`")
    }
  }

  // MARK: Keys

  /// Why a key is not a path inside a directory, as the predicate of a sentence; nil for one that is.
  private static func problem(with entry: ConfigMapEntry) -> String? {
    let (key, path) = (entry.key, entry.path)
    // The API refuses such a key, and a key with slashes stands for no path.
    if key.utf8.contains(UInt8(ascii: "/")) || key.utf8.contains(0) || key.isEmpty {
      return "is not a ConfigMap key, which takes only `-._a-zA-Z0-9`; print the ConfigMap again with "
        + "`\(ConfigMapDocument.command)`"
    }
    guard ConfigMapKey.isInside(path), keys(of: path).contains(where: key.hasSameBytes) else {
      return
        "stands for the path `\(ShownText.short(path))`, which is outside of a workflow directory; remove the key from "
        + "the file"
    }
    return nil
  }

  /// The keys that a path has in the ConfigMaps of a version, and in others.
  private static func keys(of path: String) -> [String] {
    [ConfigMapKey.key(ofVersionFile: path), ConfigMapKey.key(forPath: path)]
  }

  /// What is not a file of a workflow, and is written by no one: a file that other programs obey, as those of git and
  /// of editors, must not come out of a cluster.
  private static func reasonToLeaveOut(_ entry: ConfigMapEntry) -> String? {
    let path = entry.path
    let components = path.split(separator: "/")
    if components.contains(where: { $0.hasPrefix(".") }) {
      return "is a dotfile, or below a folder whose name starts with a dot"
    }
    let isPackage =
      WorkflowSource.isVendored(path) && entry.key.hasSameBytes(as: ConfigMapKey.key(ofVersionFile: path))
    let isKnown = isPackage || WorkflowSource.rootFiles.contains(where: path.hasSameBytes)
    if isKnown || components.count > 1 && components[0] == WorkflowSource.nodesFolder { return nil }
    let names = WorkflowSource.rootFiles.map { "`\($0)`" }.joined(separator: ", ")
    return "is neither one of \(names) nor a file below `\(WorkflowSource.nodesFolder)/`"
  }

  /// One key cannot be a file while another has it as a folder.
  private mutating func refuseFilesAsFolders(_ files: [SourceFile], _ entries: [ConfigMapEntry]) {
    let paths = Set(files.map { ByteKey($0.path) })
    for entry in entries where paths.contains(ByteKey(entry.path)) {
      let components = entry.path.split(separator: "/").dropLast()
      var above: [Substring] = []
      for component in components {
        above.append(component)
        let folder = above.joined(separator: "/")
        guard paths.contains(ByteKey(folder)) else { continue }
        refuse(
          entry, "stands for the path `\(entry.path)`, and `\(folder)` is a file; rename one of the two keys")
        break
      }
    }
  }

  // MARK: Findings

  private mutating func refuse(_ entry: ConfigMapEntry, _ problem: String) {
    errors.append(finding(.error, entry, problem))
  }

  private mutating func leaveOut(_ entry: ConfigMapEntry, _ reason: String) {
    let message = "\(reason), so it is not part of a workflow and was left out"
    warnings.append(finding(.warning, entry, message))
  }

  private func finding(_ severity: Finding.Severity, _ entry: ConfigMapEntry, _ problem: String) -> Finding {
    Finding(
      severity, path: path, position: entry.position,
      message: "the key `\(ShownText.short(entry.key))` \(problem)", rule: .source)
  }
}

extension [Finding] {
  fileprivate var inOrderOfPlaces: [Finding] {
    let start = Position(line: 0, column: 0)
    return sorted { ($0.position ?? start) < ($1.position ?? start) }
  }
}
