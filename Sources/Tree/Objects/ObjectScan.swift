import Bytes
import YAML

/// Finds the objects of a manifest by its lines, as `Emitter` writes them: many manifests are read for their names
/// alone.
struct ObjectScan {
  private var apiVersion = ""
  private var kind: String?
  private var name: String?
  private var namespace: String?
  private var isInMetadata = false
  private var isEmpty = true
  private var isUnclear = false

  /// The characters of the names of kinds, groups and objects.
  private static let plain = ASCII.alphanumeric.union("-./:")

  /// Every object that can be told, whoever wrote the file.
  static func objects(in bytes: [UInt8]) -> [ObjectIdentity] {
    lines(of: bytes)
      ?? ManifestObjects.objects(in: bytes).compactMap { object in
        guard let kind = object["kind"]?.text, let name = object["metadata"]?["name"]?.text else {
          return nil
        }
        return ObjectIdentity(
          apiVersion: object["apiVersion"]?.text ?? "", kind: kind, name: name,
          namespace: object["metadata"]?["namespace"]?.text)
      }
  }

  /// The value of a field at the beginning of a line; nil where it does not stand there in one word.
  static func text(_ key: String, in bytes: [UInt8]) -> String? {
    var found: String?
    forEachLine(of: bytes) { line in
      if found == nil, let text = value(of: "\(key): ", in: line) { found = text }
      return found == nil
    }
    return found
  }

  /// Nil when something is written in another way.
  private static func lines(of bytes: [UInt8]) -> [ObjectIdentity]? {
    var objects: [ObjectIdentity] = []
    var scan = ObjectScan()
    var isKnown = true
    forEachLine(of: bytes) { line in
      if line.first == UInt8(ascii: "-"), line.elementsEqual("---".utf8) {
        isKnown = scan.finish(&objects)
      } else {
        scan.read(line)
      }
      return isKnown
    }
    return isKnown && scan.finish(&objects) ? objects : nil
  }

  /// - Parameter body: called with each line without its end, until it says no.
  private static func forEachLine(of bytes: [UInt8], _ body: (ArraySlice<UInt8>) -> Bool) {
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = endOfLine(from: start, in: bytes)
      guard body(bytes[start..<end]) else { return }
      start = end + 1
    }
  }

  private static func endOfLine(from start: Int, in bytes: [UInt8]) -> Int {
    let text = unsafe bytes.span.bytes
    var position = start
    while position + EightBytes.width <= bytes.count {
      let breaks = EightBytes(text, at: position).lineFeeds
      if !breaks.isEmpty { return position + breaks.countBefore }
      position += EightBytes.width
    }
    return bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
  }

  private mutating func read(_ line: ArraySlice<UInt8>) {
    guard let first = line.first else { return }
    isEmpty = false
    if first != UInt8(ascii: " ") {
      isInMetadata = line.elementsEqual("metadata:".utf8)
      if let text = Self.value(of: "apiVersion: ", in: line) { apiVersion = text }
      if let text = Self.value(of: "kind: ", in: line) { kind = text }
    } else if isInMetadata {
      if let text = Self.value(of: "  name: ", in: line) { name = text }
      if line.starts(with: "  namespace:".utf8) {
        // An object that cannot be read must not count as missing.
        namespace = Self.value(of: "  namespace: ", in: line)
        isUnclear = namespace == nil
      }
    }
  }

  private static func value(of key: String, in line: ArraySlice<UInt8>) -> String? {
    guard line.starts(with: key.utf8) else { return nil }
    let value = line.dropFirst(key.utf8.count)
    return !value.isEmpty && value.allSatisfy(plain.contains) ? String(decoding: value, as: UTF8.self) : nil
  }

  /// Ends an object; false when it cannot be told.
  private mutating func finish(_ objects: inout [ObjectIdentity]) -> Bool {
    defer { self = ObjectScan() }
    if isEmpty { return true }
    guard !isUnclear, let kind, let name, !kind.hasSuffix("List") else { return false }
    objects.append(ObjectIdentity(apiVersion: apiVersion, kind: kind, name: name, namespace: namespace))
    return true
  }
}

/// The identity of an object of a cluster, whatever its content.
struct ObjectIdentity: Hashable, Sendable {
  let group: String
  let kind: String
  let name: String
  /// Nil when the consumer decides, and for what is in none.
  private(set) var namespace: String?

  init(apiVersion: String, kind: String, name: String, namespace: String?) {
    let parts = apiVersion.utf8.split(separator: UInt8(ascii: "/"))
    group = parts.count == 2 ? String(Substring(parts[0])) : ""
    (self.kind, self.name) = (kind.lowercased(), name)
    self.namespace = ObjectReference.isOfCluster(kind) ? nil : namespace
  }

  /// The same object in a namespace that is said for all objects of a folder.
  func inside(_ namespace: String?) -> ObjectIdentity {
    var identity = self
    if !isOfCluster { identity.namespace = namespace ?? self.namespace }
    return identity
  }

  var isOfCluster: Bool { ObjectReference.isOfCluster(kind) }
  var text: String { "\(kind)/\(name)" }
}
