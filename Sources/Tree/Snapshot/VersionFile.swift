package import WorkflowModel
import YAML

/// Reads the source of a version back out of its ConfigMaps.
package enum VersionFile {
  /// Nil when the file is not that of a version, or has a key that is no path inside a directory, or one twice: tntc makes
  /// none, and extracting it would write elsewhere.
  package static func source(_ bytes: [UInt8]) -> WorkflowSource? {
    guard let objects = try? Reader.documents(bytes), !objects.isEmpty else { return nil }
    var files: [SourceFile] = []
    var seen: Set<ByteKey> = []
    for object in objects {
      guard ConfigMapEntry.isContent(of: object) else { return nil }
      for entry in ConfigMapEntry.all(of: object, path: ConfigMapKey.path(ofVersionKey:)) {
        guard let bytes = entry.bytes, ConfigMapKey.isInside(entry.path),
          seen.insert(ByteKey(entry.path)).inserted
        else { return nil }
        files.append(SourceFile(path: entry.path, bytes: bytes))
      }
    }
    return WorkflowSource(files: files)
  }
}
