import Diagnostics
import Files
import Git
import Processes
import Reports

/// Finds the kustomizations of a repository: those that git tracks, as they are what is delivered; without git, those
/// below the working directory.
enum Kustomizations {
  /// The names that kustomize looks for.
  private static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
  /// Without git: more folders than these are not looked into.
  private static let mostFolders = 10_000

  /// - Returns: paths from the root, without links in their folders, and what could not be looked at.
  static func beside(_ trees: [String]) -> (paths: [String], findings: [Finding]) {
    var roots: [String] = []
    var hasMore = false
    for tree in trees {
      guard let root = GitRepository.root(holding: tree) else {
        hasMore = true
        continue
      }
      if !roots.contains(root) { roots.append(root) }
    }
    var (paths, findings): ([String], [Finding]) = ([], [])
    for root in roots {
      do throws(Program.Failure) {
        paths += try GitRepository(holding: root)?.tracked(called: names).map { Path.join(root, $0) } ?? []
      } catch {
        findings.append(unknown(root, error.message))
      }
    }
    if hasMore, let here = Path.resolved(".") { paths += walked(here, &findings) }
    return (paths, findings)
  }

  private static func walked(_ start: String, _ findings: inout [Finding]) -> [String] {
    var paths: [String] = []
    var folders = [start]
    var next = 0
    while next < folders.count {
      let folder = folders[next]
      next += 1
      for entry in (try? Disk.entries(of: folder)) ?? [] {
        let path = Path.join(folder, entry.name)
        if entry.kind == .folder, !entry.name.hasPrefix("."), folders.count < mostFolders {
          folders.append(path)
        }
        if entry.kind == .regular, names.contains(entry.name) { paths.append(path) }
      }
    }
    if folders.count == mostFolders {
      findings.append(
        unknown(
          start,
          "there are more than \(mostFolders) folders here, and no git "
            + "repository that lists them"))
    }
    return paths
  }

  private static func unknown(_ folder: String, _ why: String) -> Finding {
    Finding(
      .warning, path: Path.resolved(".").map { Path.relative(folder, from: $0) } ?? folder,
      message: "overlays were not checked: \(why)", rule: .tree)
  }
}
