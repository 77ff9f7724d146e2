import WorkflowModel
import YAML

/// The folder of an installed package, told by the path of one of its files.
///
/// Deno puts each version into a folder of its own, with links to what it needs beside it:
/// `node_modules/.deno/classic@2.0.0/node_modules/classic/main.js`. A package further down came with its tarball, and is
/// part of it.
struct PackageRoot: Hashable {
  static let folder = "node_modules"
  static let store = "\(folder)/.deno"
  private static let depthOfNames = 4

  let path: String
  let name: String
  /// The path of the file in it.
  let file: String

  /// The folder in which it lies under its name.
  var scope: String { String(Substring(path.utf8.dropLast(name.utf8.count + 1))) }

  /// - Parameter path: from the folder that they are installed in; nil for a file of no package.
  init?(of path: String) {
    let steps = path.split(separator: "/", omittingEmptySubsequences: false)
    guard path.hasPrefixBytes("\(Self.store)/"), steps.count > Self.depthOfNames + 1 else { return nil }
    let end = Self.depthOfNames + (steps[Self.depthOfNames].hasPrefix("@") ? 2 : 1)
    guard steps.count > end else { return nil }
    self.path = steps[..<end].joined(separator: "/")
    name = steps[Self.depthOfNames..<end].joined(separator: "/")
    file = steps[end...].joined(separator: "/")
  }

  /// One for each folder.
  static func == (left: PackageRoot, right: PackageRoot) -> Bool { left.path.hasSameBytes(as: right.path) }

  func hash(into hasher: inout Hasher) { hasher.combine(ByteKey(path)) }
}
