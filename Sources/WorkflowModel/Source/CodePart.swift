/// The files of a version that one ConfigMap holds.
package struct CodePart: Sendable {
  /// Sorted by the bytes of their paths.
  package let files: [SourceFile]
  /// Whether they are those of packages, which are mounted whole at `vendor/`.
  package let isVendored: Bool

  package init(files: [SourceFile], isVendored: Bool) { (self.files, self.isVendored) = (files, isVendored) }

  /// Content of a ConfigMap, in bytes: 900 KB, which leaves room below the 1 MiB that an API server takes of the values
  /// of one (Kubernetes, `MaxSecretSize`).
  package static let maximumBytes = 921_600
  /// What a ConfigMap is in etcd, in bytes: below the 1.5 MiB of one request (etcd, `--max-request-bytes`), with room for
  /// metadata.
  static let maximumStoredBytes = 1_400_000
  /// The most of one version: 92 MB, far above what is code, and what a cluster holds of all its objects in etcd.
  package static let most = 100

  package var byteCount: Int { files.reduce(0) { $0 + $1.bytes.count } }
}

extension SourceFile {
  /// What it is in etcd, in bytes: key and value, as Protocol Buffers write them, and the key once more, as
  /// `"f:KEY":{},` in `managedFields`. Base64 is in JSON alone, and is not stored.
  fileprivate var storedBytes: Int {
    let key = ConfigMapKey.key(ofVersionFile: path).utf8.count
    let (entry, field) = (13, 8)
    return key + bytes.count + entry + key + field
  }
}

extension WorkflowSource {
  /// The ConfigMaps of a version, in the order of their names: one where it can take all, else each filled in the order of
  /// paths. Packages have their own. No file is cut.
  package var parts: [CodePart] {
    let own = Self.filled(files.filter { !Self.isVendored($0.path) }, isVendored: false)
    return own + Self.filled(files.filter { Self.isVendored($0.path) }, isVendored: true)
  }

  private static func filled(_ files: [SourceFile], isVendored: Bool) -> [CodePart] {
    var parts: [CodePart] = []
    var part: [SourceFile] = []
    var (size, stored) = (0, 0)
    for file in files {
      let isFull =
        size + file.bytes.count > CodePart.maximumBytes
        || stored + file.storedBytes > CodePart.maximumStoredBytes
      if isFull, !part.isEmpty {
        parts.append(CodePart(files: part, isVendored: isVendored))
        (part, size, stored) = ([], 0, 0)
      }
      part.append(file)
      size += file.bytes.count
      stored += file.storedBytes
    }
    return part.isEmpty ? parts : parts + [CodePart(files: part, isVendored: isVendored)]
  }
}
