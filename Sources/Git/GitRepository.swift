import Files
import Processes

/// A git repository, read by the `git` on PATH. Nothing is ever written to it.
package struct GitRepository: Sendable {
  /// The root of the working tree, with links resolved.
  package let root: String

  /// The repository that holds a folder; nil when none does.
  package init?(holding folder: String) {
    guard let start = Path.resolved(folder) else { return nil }
    var place = start
    while !Disk.exists(Path.join(place, ".git")) {
      if place == "/" || place.isEmpty { return nil }
      place = Path.parent(place)
    }
    root = place
  }

  /// A path as the repository names it; nil when it lies outside.
  package func path(of file: String) -> String? {
    guard let resolved = Path.resolvedAllowingMissing(file) else { return nil }
    let relative = Path.relative(resolved, from: root)
    return relative == ".." || relative.hasPrefix("../") ? nil : relative
  }

  func git(_ arguments: [String], input: [UInt8] = []) throws(Program.Failure) -> [UInt8] {
    // Names are given as they are, and no setting of the user changes what is printed.
    try Program("git").run(
      ["-C", root, "-c", "core.quotePath=false", "--no-pager"] + arguments, input: input)
  }
}
