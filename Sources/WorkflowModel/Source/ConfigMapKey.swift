import Bytes
import YAML

/// The ConfigMap key of a source file: its path with `/` written as `__`.
///
/// A component may neither contain `__` nor end in `_`, so the first `__` of a key is always a
/// separator and the path can be read back.
package enum ConfigMapKey {
  /// Keys are at most 253 characters of `[-._a-zA-Z0-9]` (Kubernetes API, ConfigMap `data`).
  package static let maximumLength = 253

  package static func key(forPath path: String) -> String {
    guard path.utf8.contains(UInt8(ascii: "/")) else { return path }
    var key: [UInt8] = []
    key.reserveCapacity(path.utf8.count + 8)
    for byte in path.utf8 {
      if byte == UInt8(ascii: "/") { key.append(contentsOf: "__".utf8) } else { key.append(byte) }
    }
    return String(decoding: key, as: UTF8.self)
  }

  package static func path(forKey key: String) -> String {
    var path: [UInt8] = []
    var bytes = Array(key.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "_"), bytes.first == UInt8(ascii: "_"), !path.isEmpty {
        bytes.removeFirst()
        path.append(UInt8(ascii: "/"))
      } else {
        path.append(byte)
      }
    }
    return String(decoding: path, as: UTF8.self)
  }

  /// The key of a file in the ConfigMaps of a version. Those of `vendor/` stand for themselves, as they are mounted whole.
  package static func key(ofVersionFile path: String) -> String {
    WorkflowSource.isVendored(path)
      ? path.droppingBytes(WorkflowSource.vendorFolder.utf8.count + 1) : key(forPath: path)
  }

  /// The path of a file in the ConfigMaps of a version. A key without a folder that is not at the root is of `vendor/`.
  package static func path(ofVersionKey key: String) -> String {
    let path = path(forKey: key)
    let isVendored =
      !path.utf8.contains(UInt8(ascii: "/")) && !WorkflowSource.rootFiles.contains(where: path.hasSameBytes)
    return isVendored ? "\(WorkflowSource.vendorFolder)/\(path)" : path
  }

  /// Whether a path leads to a place inside the directory that it is relative to, by its text alone.
  package static func isInside(_ path: String) -> Bool {
    // Of the component that is being read; one of two dots at most, or of nothing, is no name.
    var (length, dots) = (0, 0)
    for byte in path.utf8 {
      if byte == UInt8(ascii: "/") {
        if length == dots, length <= 2 { return false }
        (length, dots) = (0, 0)
      } else {
        length += 1
        if byte == UInt8(ascii: ".") { dots += 1 }
      }
    }
    return length != dots || length > 2
  }

  /// Why `path` cannot become a key, as the predicate of a sentence; nil when it can.
  package static func problem(withPath path: String) -> String? {
    if isPlain(path) { return nil }
    for component in path.split(separator: "/", omittingEmptySubsequences: false) {
      if component.contains("__") || component.hasSuffix("_") {
        return "has a component with `__` in it or `_` at its end; in a ConfigMap key that would look like a "
          + "folder; rename `\(component)`"
      }
      if let bad = component.unicodeScalars.first(where: { !isAllowed($0) }) {
        return "has the character `\(bad)`, but a ConfigMap key takes only `-._a-zA-Z0-9`; rename it"
      }
    }
    let length = key(forPath: path).utf8.count
    if length > maximumLength {
      return "makes a ConfigMap key of \(length) characters; the limit is \(maximumLength)"
    }
    return nil
  }

  /// Whether a path needs no closer look: short, and of letters, digits, `-`, `.` and `/` alone.
  private static func isPlain(_ path: String) -> Bool {
    path.utf8.count <= maximumLength / 2 && path.consists(of: .alphanumeric.union("-./"))
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_": true
    default: false
    }
  }
}
