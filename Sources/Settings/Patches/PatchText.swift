import Credentials
import Diagnostics
import Files
import Patches
import WorkflowModel
import YAML

/// What says how a patch changes objects: part of the configuration, a text in it, or a file of its own.
struct PatchText {
  private static let maximumBytes = 1_000_000

  /// The file that it is in.
  let path: String
  let bytes: [UInt8]
  let root: Element
  private let start: Start

  fileprivate enum Start {
    case file
    /// A block of text (`|`): the line above its first one, and the columns before each.
    case block(line: Int, indent: Int)
    /// A text whose lines have no known position.
    case scalar(Position)
  }

  private init(path: String, bytes: [UInt8], root: Element, start: Start = .file) {
    (self.path, self.bytes, self.root, self.start) = (path, bytes, root, start)
  }

  /// - Parameters:
  ///   - entry: a mapping with `patch` or `path`; of one with both or none a finding tells.
  ///   - name: that of the entry.
  static func read(_ entry: FieldScope, of name: String, _ text: SettingsText, _ findings: inout Findings)
    -> PatchText?
  {
    switch (entry.field(PatchReader.patch), entry.field(PatchReader.path)) {
    case (let patch?, nil): read(patch: patch, text, &findings)
    case (nil, let path?): read(path: path, text, &findings)
    case (_?, let path?):
      refused(path.position, "patch `\(name)` has both `patch` and `path`; remove one of them", &findings)
    case (nil, nil):
      refused(
        entry.position,
        "patch `\(name)` has neither `patch`, the change, nor `path`, a file that holds it; write one of them",
        &findings)
    }
  }

  private static func refused(
    _ position: Position, _ message: String, _ findings: inout Findings
  ) -> PatchText? {
    findings.error(position, message)
    return nil
  }

  /// A text holds YAML or JSON, as that of kustomize does.
  private static func read(
    patch: Element, _ text: SettingsText, _ findings: inout Findings
  ) -> PatchText? {
    guard case .scalar(let scalar) = patch.content, case .string = scalar.resolved else {
      return PatchText(path: text.path, bytes: text.bytes, root: patch)
    }
    let start = Self.start(of: patch.position, text.bytes)
    return document(Array(scalar.text.utf8), path: "", start) { position, message in
      findings.error(position, message)
    }.map { PatchText(path: text.path, bytes: text.bytes, root: $0, start: start) }
      ?? refused(
        patch.position, "expected a mapping (strategic merge) or a list (JSON patch, RFC 6902), not text",
        &findings)
  }

  private static func start(of position: Position, _ bytes: [UInt8]) -> Start {
    guard let offset = SourceText(bytes).byte(at: position), bytes[offset] == UInt8(ascii: "|") else {
      return .scalar(position)
    }
    let lines = bytes[offset...].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let first = lines.dropFirst().first {
      $0.contains { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
    }
    let indent = first?.prefix { $0 == UInt8(ascii: " ") }.count ?? 0
    return .block(line: position.line, indent: indent)
  }

  private static func read(
    path element: Element, _ text: SettingsText, _ findings: inout Findings
  ) -> PatchText? {
    guard case .scalar(let scalar) = element.content else {
      return refused(element.position, "`path` is \(element.kind); expected a file", &findings)
    }
    let path = Path.join(text.folder, scalar.text)
    guard isBelow(text.folder, path), let kind = try? Disk.kind(of: path) else {
      return refused(
        element.position,
        "`\(scalar.text)` is not a file of the repository; expected its path, relative to the folder that holds "
          + "`.tentacular`", &findings)
    }
    guard kind == .regular else {
      return refused(
        element.position, "`\(scalar.text)` is not a file; a patch is a regular file, not a link",
        &findings)
    }
    let bytes: [UInt8]
    do { bytes = try Disk.read(path, limit: maximumBytes) } catch {
      return refused(element.position, "`\(scalar.text)` cannot be read: \(error.message)", &findings)
    }
    return read(file: path, bytes, &findings)
  }

  private static func read(file path: String, _ bytes: [UInt8], _ findings: inout Findings) -> PatchText? {
    var own = Findings(path: path, rule: .configuration)
    let root = document(bytes, path: path, .file) { own.error($0, $1) }
    if root == nil, own.all.isEmpty { own.error("holds no patch; expected a mapping or a list") }
    if let root { own.warn(ofHazardsIn: root) }
    let credentials = CredentialCheck(bytes, path: path, secret: "<name>-secrets", comments: .hash)
    for finding in credentials.redacting(own.all.inOrder(of: bytes)) + credentials.findings {
      findings.add(finding)
    }
    return root.map { PatchText(path: path, bytes: bytes, root: $0) }
  }

  /// - Returns: nil for what is neither a mapping nor a list.
  private static func document(
    _ bytes: [UInt8], path: String, _ start: Start, _ report: (Position, String) -> Void
  ) -> Element? {
    let root = Reader.read(bytes, path: path).root {
      report(start.place(of: $0.position), $0.message)
    }
    guard let root, case .scalar = root.content else { return root }
    return nil
  }

  /// Whether a path leads to where the repository of a folder is, links followed.
  private static func isBelow(_ folder: String, _ path: String) -> Bool {
    guard let here = Path.resolved(folder), let resolved = Path.resolved(Path.parent(path)),
      !path.hasPrefix("/")
    else { return false }
    var root = here
    while root != "/", !Disk.exists(Path.join(root, ".git")) { root = Path.parent(root) }
    // Without a repository nothing else is known than the folder itself.
    if !Disk.exists(Path.join(root, ".git")) { root = here }
    return resolved == root || resolved.hasPrefix(root == "/" ? root : "\(root)/")
  }

  /// The place of a part of the patch; that of the last step on the way that is written.
  func place(of steps: [PatchPath.Step]) -> Position { start.place(of: root.place(of: steps[...])) }
}

extension PatchText.Start {
  fileprivate func place(of position: Position) -> Position {
    switch self {
    case .file: position
    case .block(let line, let indent):
      Position(line: line + position.line, column: indent + position.column)
    case .scalar(let whole): whole
    }
  }
}

extension Element {
  /// Where a key, or an item, stands.
  func place(of steps: ArraySlice<PatchPath.Step>) -> Position {
    guard let step = steps.first else { return position }
    let rest = steps.dropFirst()
    switch (step, content) {
    case (.key(let key), .mapping):
      guard let member = member(key) else { return position }
      return rest.isEmpty ? member.keyPosition : member.value.place(of: rest)
    case (.index(let index), .sequence(let items)) where items.indices.contains(index):
      return items[index].place(of: rest)
    default: return position
    }
  }
}
