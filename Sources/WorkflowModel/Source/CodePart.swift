/// The files of a version that one ConfigMap holds.
package struct CodePart: Sendable {
  /// Sorted by the bytes of their paths.
  package let files: [SourceFile]
  /// Whether they are those of packages, which are mounted whole at `vendor/`.
  package let isVendored: Bool

  /// Content of a ConfigMap, in bytes: 900 KB, which leaves room below the 1 MiB that an API server takes (Kubernetes,
  /// `MaxSecretSize`) and the 1.5 MiB of a request to etcd.
  package static let maximumBytes = 921_600
}

extension WorkflowSource {
  /// The ConfigMaps of a version, in the order of their names: one where it can take all, else each filled in the order of
  /// paths. Packages have their own. No file is cut.
  package var parts: [CodePart] {
    let own = filled(files.filter { !Self.isVendored($0.path) }, isVendored: false)
    return own + filled(files.filter { Self.isVendored($0.path) }, isVendored: true)
  }

  private func filled(_ files: [SourceFile], isVendored: Bool) -> [CodePart] {
    var parts: [CodePart] = []
    var (part, size): ([SourceFile], Int) = ([], 0)
    for file in files {
      if !part.isEmpty, size + file.bytes.count > CodePart.maximumBytes {
        parts.append(CodePart(files: part, isVendored: isVendored))
        (part, size) = ([], 0)
      }
      part.append(file)
      size += file.bytes.count
    }
    return part.isEmpty ? parts : parts + [CodePart(files: part, isVendored: isVendored)]
  }
}
