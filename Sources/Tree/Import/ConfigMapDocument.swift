import Bytes
import Diagnostics
import Rendering
import WorkflowModel
import YAML

/// The one ConfigMap in what kubectl printed, as JSON or YAML, or the several of one version.
///
/// A text of a whole line may hold anything, so no message shows a line of it.
struct ConfigMapDocument {
  /// The call that prints it.
  static let command = "kubectl get configmap NAME-code -o json"
  private static let expected = "expected the ConfigMap that `\(command)` prints"

  /// In the order of their names.
  let objects: [Element]
  /// Else it is JSON.
  let isYAML: Bool

  /// - Parameter path: of the text, in findings.
  init(_ bytes: [UInt8], path: String) throws(InvalidInput) {
    isYAML = !Self.isJSON(bytes)
    objects = try Self.configMaps(in: try Self.roots(bytes, path), path)
  }

  // MARK: Text

  private static func roots(_ bytes: [UInt8], _ path: String) throws(InvalidInput) -> [Element] {
    if JSON.isBlank(bytes, .written) {
      throw InvalidInput(
        path: path, "is empty; \(expected); when kubectl prints nothing, its standard error says why")
    }
    if let said = KubectlMessage.line(of: bytes) {
      throw InvalidInput(path: path, "holds an error of kubectl: \(said); \(expected)")
    }
    let (form, read) = isJSON(bytes) ? ("JSON", json) : ("YAML", yaml)
    do throws(Problem) {
      let roots = try read(bytes)
      if roots.isEmpty {
        throw Problem(position: Position(line: 1, column: 1), message: "there is no document")
      }
      return roots
    } catch {
      let message = "is not the \(form) of a ConfigMap: \(error.message); print it again with `\(command)`"
      throw InvalidInput([Finding(path: path, position: error.position, message: message, rule: .yaml)])
    }
  }

  /// Every byte counts, so text on which JSON readers disagree is refused.
  private static func json(_ bytes: [UInt8]) throws(Problem) -> [Element] {
    [try JSON.element(bytes, .written)]
  }

  private static func yaml(_ bytes: [UInt8]) throws(Problem) -> [Element] {
    for start in bytes.indices where bytes[start...].starts(with: nextLine) {
      throw Problem(
        position: SourceText(bytes).position(ofByte: start),
        message: "has the character U+0085, which YAML readers take for a line break, so content would "
          + "be lost")
    }
    // The file of a version has a document for each of its ConfigMaps; nothing else has several documents.
    let documents = try Reader.documents(bytes)
    let names = documents.map { ReleaseNames.partOfVersion(ObjectName(of: $0).name ?? "").first }
    let isVersion = documents.allSatisfy { $0.member("kind").flatMap { text($0.value) } == "ConfigMap" }
    if documents.count > 1, isVersion, !names[0].isEmpty, names.allSatisfy(names[0].hasSameBytes) {
      return documents
    }
    return try Reader.read(bytes).valid().map { [$0] } ?? []
  }

  /// U+0085 as UTF-8.
  private static let nextLine: [UInt8] = [0xC2, 0x85]

  /// Whether a text is JSON, or UTF-16, of which the reader of JSON says what it is.
  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    let text = bytes[ByteOrderMark.width(in: bytes)...]
    let first = text.first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || text.dropFirst().first == 0
  }

  // MARK: Object

  private static func configMaps(in roots: [Element], _ path: String) throws(InvalidInput) -> [Element] {
    if roots.count > 1 { return try VersionParts(roots).complete(path) }
    let root = roots[0]
    guard case .mapping = root.content else {
      throw refusal(path, root.position, "is \(root.kind); \(expected)")
    }
    guard let kind = root.member("kind") else {
      throw refusal(path, root.position, "has no `kind`, so it is not a Kubernetes object; \(expected)")
    }
    switch text(kind.value) {
    case "ConfigMap": return try VersionParts([root]).complete(path)
    case "List", "ConfigMapList": return try only(in: root, path).complete(path)
    case "Secret":
      throw refusal(
        path, kind.value.position,
        "is a Secret; \(expected). Secrets never come into a workflow: nodes read them as `ctx.secrets`")
    case let other:
      let what =
        other.map { "of the kind `\(ShownText.short($0))`" } ?? "of a kind that is \(kind.value.kind)"
      throw refusal(path, kind.value.position, "is an object \(what); \(expected)")
    }
  }

  /// The ConfigMaps of a version in a list: the only one, or, beside others, the one with a workflow.yaml.
  private static func only(in list: Element, _ path: String) throws(InvalidInput) -> VersionParts {
    guard let items = list.member("items")?.value, case .sequence(let objects) = items.content else {
      throw refusal(path, list.position, "is a list without `items`; \(expected)")
    }
    // The items of a ConfigMapList do not name their kind.
    let isTyped = list.member("kind").flatMap { text($0.value) } == "List"
    let maps = objects.filter {
      guard case .mapping = $0.content else { return false }
      return isTyped ? $0.member("kind").flatMap { text($0.value) } == "ConfigMap" : true
    }
    let versions = VersionParts.all(of: maps)
    let code = versions.filter(\.holdsWorkflow)
    if let found = code.count == 1 ? code.first : versions.count == 1 ? versions.first : nil { return found }
    guard !code.isEmpty else {
      let what =
        maps.isEmpty
        ? "no ConfigMap" : "\(maps.count) ConfigMaps, and none with a `\(WorkflowSource.workflowFile)`"
      throw refusal(path, items.position, "is a list that holds \(what); \(expected)")
    }
    let names = code.map { "`\(ShownText.short($0.name ?? "without a name"))`" }
    throw refusal(
      path, items.position,
      "is a list with the code of \(code.count) workflows or versions: \(ShownText.list(names)); print one of them with "
        + "`kubectl get configmap NAME -o json`")
  }

  private static func text(_ element: Element) -> String? {
    if case .scalar(let scalar) = element.content { scalar.resolved.text } else { nil }
  }

  private static func refusal(_ path: String, _ position: Position, _ message: String) -> InvalidInput {
    InvalidInput([Finding(path: path, position: position, message: message)])
  }
}

/// What `metadata` says of an object.
struct ObjectName {
  let name: String?
  let namespace: String?

  init(of object: Element) {
    let metadata = object.member("metadata")?.value
    func text(_ key: String) -> String? {
      guard case .scalar(let scalar)? = metadata?.member(key)?.value.content else { return nil }
      return scalar.resolved.text
    }
    (name, namespace) = (text("name"), text("namespace"))
  }
}

/// Messages that take the place of an object where standard error is not kept apart from output.
private enum KubectlMessage {
  private static let beginnings = [
    "Error from server", "error: ", "Unable to connect to the server", "The connection to the server",
    "No resources found", "Error: ",
  ]

  /// The message, for people; nil for a text that is none.
  static func line(of bytes: [UInt8]) -> String? {
    guard beginnings.contains(where: { bytes.starts(with: $0.utf8) }) || isLog(bytes) else { return nil }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return ShownText.short(String(decoding: line, as: UTF8.self), atMost: 200)
  }

  /// A line of its log, which begins with a letter for its level, the month and the day: `E1129 18:26:01.…`.
  private static func isLog(_ bytes: [UInt8]) -> Bool {
    guard let level = bytes.first, "EWIF".utf8.contains(level), bytes.count > 5 else { return false }
    return bytes[1...4].allSatisfy { $0.isIn(.digit) } && bytes[5] == UInt8(ascii: " ")
  }
}

/// Texts from outside in messages of one line.
enum ShownText {
  static func short(_ text: String, atMost limit: Int = 80) -> String {
    text.unicodeScalars.count > limit
      ? "\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))))…" : text
  }

  /// The first of many, and how many there are beside.
  static func list(_ names: [String], atMost limit: Int = 10) -> String {
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}
