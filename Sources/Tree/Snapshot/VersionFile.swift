package import WorkflowModel
import YAML

/// Reads the source of a version back out of its ConfigMaps.
package enum VersionFile {
  /// Nil when the file is not that of a version, or has a key that is not a path inside a directory, or one twice:
  /// tntc makes none, and extracting it would write elsewhere.
  package static func source(_ bytes: [UInt8]) -> WorkflowSource? {
    parts(bytes).map { parts in WorkflowSource(files: parts.flatMap(\.files)) }
  }

  /// The same as it is spread over ConfigMaps, which another tntc may have done differently.
  static func parts(_ bytes: [UInt8]) -> [CodePart]? {
    guard let objects = try? Reader.documents(bytes), !objects.isEmpty else { return nil }
    var parts: [CodePart] = []
    var seen: Set<ByteKey> = []
    for object in objects {
      guard ConfigMapEntry.isContent(of: object) else { return nil }
      var files: [SourceFile] = []
      for entry in ConfigMapEntry.all(of: object, path: ConfigMapKey.path(ofVersionKey:)) {
        guard let bytes = entry.bytes, ConfigMapKey.isInside(entry.path),
          seen.insert(ByteKey(entry.path)).inserted
        else { return nil }
        files.append(SourceFile(path: entry.path, bytes: bytes))
      }
      let sorted = WorkflowSource(files: files).files
      parts.append(
        CodePart(
          files: sorted,
          isVendored: !parts.isEmpty && sorted.allSatisfy { WorkflowSource.isVendored($0.path) }))
    }
    return parts
  }
}
