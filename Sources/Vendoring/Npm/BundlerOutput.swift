import WorkflowModel
import YAML

/// What esbuild wrote.
struct BundlerOutput {
  let bytes: [UInt8]
  /// https://esbuild.github.io/api/#metafile
  private let report: Value
  private let output: Value?

  /// - Parameter file: by which the report names it.
  init(bytes: [UInt8], report: Value, file: String) {
    (self.bytes, self.report) = (bytes, report)
    output = report["outputs"]?[file]
  }

  /// Whether it requires what is not part of it: a built-in module, or something optional.
  var requires: Bool {
    guard case .sequence(let imports)? = output?["imports"] else { return false }
    return imports.contains { $0["kind"]?.text.map { $0.hasSameBytes(as: "require-call") } ?? false }
  }

  /// What was written for this bundle. What esbuild leaves out of one has no content.
  private static func isOwn(_ path: String) -> Bool {
    !path.utf8.contains(UInt8(ascii: "/")) || path.hasPrefixBytes("(disabled):")
      || path.hasPrefixBytes("\(PackageRoot.store)/") && path.hasSuffix("/\(NpmInstallation.entry)")
  }

  /// Of which packages it is made.
  ///
  /// - Throws: when a file of something else is in it.
  func code(
    of request: String, _ installation: NpmInstallation
  ) throws(NpmBundler.Failure) -> BundledCode {
    var code = BundledCode(request: request)
    guard case .mapping(let inputs)? = report["inputs"] else { return code }
    var kept: Set<PackageRoot> = []
    var roots: Set<PackageRoot> = []
    for path in inputs.keys {
      guard let root = PackageRoot(of: path) else {
        if Self.isOwn(path) { continue }
        // A package could name any file of this machine, and have it come into git.
        throw NpmBundler.Failure(
          request,
          "`\(request)` cannot be bundled: it includes `\(path)`, which belongs to no package; use another package"
        )
      }
      roots.insert(root)
      if case .integer(1...)? = output?["inputs"]?[path]?["bytesInOutput"] { kept.insert(root) }
    }
    for root in roots {
      let (package, license) = try installation.package(in: root)
      code.read[package] = .some(license)
      if kept.contains(root) { code.kept.insert(package) }
    }
    return code
  }
}

/// The packages of a bundle.
struct BundledCode {
  let request: String
  /// All whose files were looked at, with their licences: the same bundle comes of these alone.
  var read: [NpmPackage: String?] = [:]
  /// Packages with some code in the file.
  var kept: Set<NpmPackage> = []
}
