import Bytes
package import Diagnostics
package import Files
import WorkflowModel
package import YAML

/// Where secrets come from, the first one first; later ones win.
package struct SecretSources: Sendable {
  package static let folderName = ".secrets"
  package static let fileName = ".secrets.yaml"

  private let directory: String
  private let paths: [String]
  /// A path that has to be there, because the command line names it.
  private let required: String?

  /// - Parameters:
  ///   - directory: of the workflow.
  ///   - mounted: where a Secret is mounted; nil for what lies beside the code alone.
  ///   - extra: what the command line names.
  package init(directory: String, mounted: String? = EngineContract.secretsFolder, extra: String?) {
    self.directory = directory
    paths =
      [Path.join(directory, Self.folderName), Path.join(directory, Self.fileName)]
      + [mounted, extra].compactMap(\.self)
    required = extra
  }

  /// What was read, and what is wrong with it; no message holds a value.
  package struct Reading: Sendable {
    package let secrets: Secrets
    /// What clients of the engine have to show.
    package let token: EngineToken?
    /// The file that gave each service.
    package let origins: [ByteKey: String]
    package let findings: [Finding]
  }

  package func read() -> Reading {
    var secrets = Secrets()
    var origins: [ByteKey: String] = [:]
    var findings: [Finding] = []
    var token: EngineToken?
    for path in paths {
      do {
        if Disk.isFolder(path) {
          // First, as nothing that is wrong with a secret may let everybody in.
          let file = Path.join(path, EngineToken.fileName)
          if let found = EngineToken.read(file) {
            token = found
            findings += [found.problem(path: file)].compactMap(\.self)
          }
          try read(folder: path, &secrets, &origins, &findings)
        } else if Disk.exists(path) {
          try read(file: path, &secrets, &token, &origins, &findings)
        } else if path == required {
          findings.append(
            Finding(path: path, message: "there are no secrets here; expected a folder or a YAML file"))
        }
      } catch {
        findings.append(Finding(path: error.path, message: error.message))
      }
    }
    return Reading(secrets: secrets, token: token, origins: origins, findings: findings)
  }

  /// A file for each service: a JSON object of its keys, else a text, which becomes the key `value`.
  private func read(
    folder: String, _ secrets: inout Secrets, _ origins: inout [ByteKey: String], _ findings: inout [Finding]
  ) throws(FileError) {
    for entry in try Disk.entries(of: folder)
    where !entry.name.hasPrefix(".") && entry.name != EngineToken.fileName {
      let path = Path.join(folder, entry.name)
      if Disk.isFolder(path) { continue }
      secrets.add(entry.name, try service(path, &findings))
      origins[ByteKey(entry.name)] = path
    }
  }

  /// The keys of a service, or a text alone.
  private func service(_ path: String, _ findings: inout [Finding]) throws(FileError) -> Value {
    let bytes = try Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)
    switch Self.object(bytes) {
    case .success(let element?):
      // The place, and no more: the message may quote what is read.
      if case .failure(let problem) = Self.object(bytes, .written) {
        findings.append(
          Finding(
            .warning, path: path, position: problem.position,
            message:
              "JSON readers disagree about this: a name is there twice, or half of a surrogate pair"))
      }
      findings += Self.losses(element, path)
      return element.value
    case .success(nil): return .string(Self.text(bytes))
    case .failure(let problem):
      findings.append(
        Finding(
          .warning, path: path, position: problem.position,
          message: "this begins like a JSON object but is not valid JSON, so it is read as text"))
      return .string(Self.text(bytes))
    }
  }

  /// The JSON object that a file holds; nil when it does not begin like one.
  private static func object(
    _ bytes: [UInt8], _ dialect: JSON.Dialect = .exchanged
  ) -> Result<Element?, Problem> {
    let text = ByteOrderMark.removed(from: bytes)
    let first = text.first { !$0.isIn(" \t\n\r") }
    guard first == UInt8(ascii: "{") else { return .success(nil) }
    return Result { () throws(Problem) in try JSON.element(text, dialect) }
  }

  /// What readers take for different things, and numbers of JSON that nodes do not get as they are written. No message
  /// holds a value.
  private static func losses(_ element: Element, _ path: String) -> [Finding] {
    switch element.content {
    case .scalar(let scalar):
      guard scalar.hazard != nil else { return [] }
      let message = "YAML readers disagree about this value, or JavaScript cannot hold it; put it in quotes"
      return [Finding(.warning, path: path, position: element.position, message: message)]
    case .sequence(let items): return items.flatMap { losses($0, path) }
    case .mapping(let members): return members.flatMap { losses($0.value, path) }
    }
  }

  /// One file for all services: a mapping of mappings, or of texts.
  private func read(
    file: String, _ secrets: inout Secrets, _ token: inout EngineToken?, _ origins: inout [ByteKey: String],
    _ findings: inout [Finding]
  ) throws(FileError) {
    let bytes = try Disk.read(file, limit: SourceReader.maximumBytes, followingLinks: true)
    var isValid = true
    // The message of the reader may quote what it could not read.
    let root = Reader.read(bytes, path: file).root { problem in
      findings.append(
        Finding(
          path: file, position: problem.position,
          message: "this is not valid \(file.hasSuffix(".json") ? "JSON" : "YAML")"))
      isValid = false
    }
    guard let root, isValid, !root.isNull else { return }
    guard case .mapping(let services) = root.content else {
      findings.append(
        Finding(path: file, position: root.position, message: "expected a mapping of services to their keys"))
      return
    }
    for member in services {
      if member.key == EngineToken.fileName {
        let found = EngineToken(Self.texts(member.value).text.map { Array($0.utf8) } ?? [])
        token = found
        findings += [found.problem(path: file)].compactMap(\.self)
        continue
      }
      let value = Self.texts(member.value)
      guard let reference = value.text, reference.hasPrefix(Self.sharedMark) else {
        secrets.add(member.key, value)
        origins[ByteKey(member.key)] = file
        continue
      }
      let name = String(reference.dropFirst(Self.sharedMark.count))
      guard let path = shared(name, file, member.value.position, &findings) else { continue }
      secrets.add(member.key, try service(path, &findings))
      origins[ByteKey(member.key)] = path
    }
  }

  /// A secret is a text: one that looks like a number stays as it is written.
  private static func texts(_ element: Element) -> Value {
    switch element.content {
    case .sequence(let items): return .sequence(items.map(texts))
    case .mapping(let members):
      var mapping = Mapping()
      for member in members { mapping[member.key] = texts(member.value) }
      return .mapping(mapping)
    case .scalar(let scalar):
      switch scalar.resolved {
      case .integer, .number: return .string(scalar.text)
      case let value: return value
      }
    }
  }

  // MARK: - Secrets that workflows of a repository share

  /// `svc: $shared.svc` of `.secrets.yaml` is the file `.secrets/svc` at the root of the repository.
  private static let sharedMark = "$shared."

  /// The folder of shared secrets, as seen from the working directory; nil outside of a repository.
  private var sharedFolder: String? {
    guard var folder = Path.resolved(directory) else { return nil }
    while !Disk.exists(Path.join(folder, ".git")) {
      if folder == "/" { return nil }
      folder = Path.parent(folder)
    }
    let shown = Path.resolved(".").map { Path.relative(folder, from: $0) } ?? folder
    return Path.join(shown, Self.folderName)
  }

  private func shared(
    _ name: String, _ file: String, _ position: Position?, _ findings: inout [Finding]
  ) -> String? {
    func refuse(_ message: String) -> String? {
      findings.append(Finding(path: file, position: position, message: message))
      return nil
    }
    guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
      return refuse("`\(Self.sharedMark)…` names no file; expected one like `\(Self.sharedMark)github`")
    }
    guard let folder = sharedFolder else {
      return refuse(
        "`\(Self.sharedMark)\(name)` needs a git repository, at whose root the file is, and this is in none; write "
          + "the values here")
    }
    let path = Path.join(folder, name)
    guard Disk.exists(path), !Disk.isFolder(path) else {
      return refuse("`\(Self.sharedMark)\(name)` does not exist; expected the file `\(path)`")
    }
    return path
  }

  /// Without the line break at the end that editors leave, and that no HTTP header can hold.
  private static func text(_ bytes: [UInt8]) -> String {
    var bytes = bytes[...]
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Changes whenever a source does: what is at each path, by its identity and the time of its change.
  package var fingerprint: [FileStamp?] {
    (paths + [sharedFolder].compactMap(\.self)).flatMap { path -> [FileStamp?] in
      let own = Disk.stamp(of: path)
      guard own != nil, Disk.isFolder(path), let entries = try? Disk.entries(of: path) else { return [own] }
      return [own] + entries.map { Disk.stamp(of: Path.join(path, $0.name)) }
    }
  }
}
