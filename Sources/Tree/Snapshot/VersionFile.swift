package import WorkflowModel
import YAML

/// Reads the source of a version back out of its ConfigMap.
package enum VersionFile {
  /// Nil when the file is not the ConfigMap of a version, or has a key that is no path inside a directory:
  /// tntc makes none, and extracting it would write elsewhere.
  package static func source(_ bytes: [UInt8]) -> WorkflowSource? {
    guard let root = try? Reader.read(bytes).valid()?.value, case .mapping(let data)? = root["data"] else {
      return nil
    }
    var files: [SourceFile] = []
    for (key, value) in data {
      guard let text = value.text else { return nil }
      files.append(SourceFile(path: ConfigMapKey.path(forKey: key), bytes: Array(text.utf8)))
    }
    if case .mapping(let binary)? = root["binaryData"] {
      for (key, value) in binary {
        guard let text = value.text, let bytes = Base64.decode(text) else { return nil }
        files.append(SourceFile(path: ConfigMapKey.path(forKey: key), bytes: bytes))
      }
    }
    return files.allSatisfy { isInside($0.path) } ? WorkflowSource(files: files) : nil
  }

  private static func isInside(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }
}
