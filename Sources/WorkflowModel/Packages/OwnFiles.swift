import YAML

extension WorkflowSource {
  /// What the authors of the version wrote: all but its packages.
  package var ownFiles: [SourceFile] { files.filter { !Self.isVendored($0.path) } }

  /// The same, with what lies in `vendor/` and is not as `vendor.lock` has it: that may be of anybody.
  package var filesBesidePackages: [SourceFile] {
    let lock = try? VendorLock.read(self, path: Self.vendorLock)
    let digests = Dictionary(
      (lock?.packages ?? []).flatMap(\.files).map { (ByteKey($0.path), $0.digest) }
    ) { first, _ in first }
    return files.filter { file in
      guard Self.isVendored(file.path), let digest = digests[ByteKey(file.path)] else { return true }
      return !DigestText.of(file.bytes).hasSameBytes(as: digest)
    }
  }

  /// The package that a file belongs to; nil for one of the version's own.
  package func vendoredPackage(of path: String) -> VendoredPackage? {
    guard Self.isVendored(path), let lock = try? VendorLock.read(self, path: Self.vendorLock) else {
      return nil
    }
    return lock.packagesByFile[ByteKey(path.droppingBytes(Self.vendorFolder.utf8.count + 1))]
  }
}
