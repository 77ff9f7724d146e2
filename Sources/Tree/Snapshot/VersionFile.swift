package import WorkflowModel
import YAML

/// Reads the source of a version back out of its ConfigMap.
package enum VersionFile {
  /// Nil when the file is not the ConfigMap of a version, or has a key that is no path inside a directory:
  /// tntc makes none, and extracting it would write elsewhere.
  package static func source(_ bytes: [UInt8]) -> WorkflowSource? {
    guard let root = try? Reader.read(bytes).valid(),
      case .mapping? = root.member(ConfigMapEntry.Member.data.rawValue)?.value.content
    else { return nil }
    var files: [SourceFile] = []
    for entry in ConfigMapEntry.all(of: root) {
      guard let bytes = entry.bytes, ConfigMapKey.isInside(entry.path) else { return nil }
      files.append(SourceFile(path: entry.path, bytes: bytes))
    }
    return WorkflowSource(files: files)
  }
}
