import Diagnostics
import Files
import Git
import Tree
import WorkflowModel

/// The files of a version, by the workflow directory that they lie in.
struct VersionFiles {
  let directory: String
  let paths: [String]
}

/// Finds files of versions that git ignores: they are in the digest here, and not where the repository is cloned. A
/// workflow directory that is ignored as a whole, as one for a trial, is in no clone at all and nothing is said of it.
///
/// Git is asked once for each repository, and only beside a render: what it says changes no byte of the tree.
enum IgnoredFiles {
  static func findings(_ versions: [VersionFiles]) -> [Finding] {
    /// Files by the root of their repository and the path that it has for them, with that for people and that of
    /// their directory.
    var repositories: [String: [String: (path: String, folder: String)]] = [:]
    var places = Repositories()
    for version in versions where !version.paths.isEmpty {
      guard let (root, folder) = places.place(of: version.directory) else { continue }
      for path in version.paths {
        repositories[root, default: [:]][Path.join(folder, path)] = (
          Path.join(version.directory, path), folder
        )
      }
    }
    var ignored: Set<String> = []
    for (root, files) in repositories {
      guard let repository = try? GitRepository(holding: root) else { continue }
      let folders = Set(files.values.map(\.folder)).subtracting(["."])
      let found = repository.ignored(files.keys.sorted() + folders.sorted())
      for (name, file) in files where found.contains(name) && !found.contains(file.folder) {
        ignored.insert(file.path)
      }
    }
    let packages = versions.compactMap { ignoredPackages(of: $0, ignored) }
    let others = ignored.subtracting(packages.flatMap(\.files)).map {
      Finding(
        .warning, path: $0,
        message:
          "git ignores this file, so a clone makes the version without it, with another digest; remove it, or add "
          + "it with `git add --force`", rule: .source)
    }
    return (others + packages.map(\.finding)).sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// The ignored files of packages, told once: a `.gitignore` with `vendor/` is common, and a package has many files.
  private static func ignoredPackages(
    of version: VersionFiles, _ ignored: Set<String>
  ) -> (files: [String], finding: Finding)? {
    let all = version.paths.filter(WorkflowSource.isVendored).map { Path.join(version.directory, $0) }
    let files = all.filter(ignored.contains)
    if files.isEmpty { return nil }
    let folder = Path.join(version.directory, WorkflowSource.vendorFolder)
    let which = files.count == all.count ? "it" : "\(files.count) of the \(all.count) files in it"
    return (
      files,
      Finding(
        .warning, path: folder,
        message:
          "git ignores \(which), so a clone lacks packages of this version; change .gitignore, or add the files with `git add --force \(ShellWord.path(folder))`",
        rule: .source)
    )
  }
}
