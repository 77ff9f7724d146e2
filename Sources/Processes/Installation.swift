import Files

/// Where programs are that belong to this one: beside it, else on PATH.
package struct Installation: Sendable {
  private static let usualPath = "/usr/local/bin:/usr/bin:/bin"

  private let folders: [String]

  /// - Parameter path: the value of PATH.
  package init(path: String?) {
    let own = Path.resolved("/proc/self/exe").map(Path.parent)
    folders = [own].compactMap(\.self) + Self.folders(path)
  }

  /// The place of a program; nil when there is none.
  package func path(of name: String) -> String? { Self.find(name, in: folders) }

  /// Whether a program is on PATH.
  package static func isOnPath(_ name: String, _ path: String?) -> Bool {
    find(name, in: folders(path)) != nil
  }

  /// Where a file of the name is first on PATH, whether it may be executed or not.
  static func place(of name: String, _ path: String?) -> String? {
    let places = folders(path).map { Path.join($0, name) }
    return places.first(where: Disk.isExecutable) ?? places.first(where: Disk.exists)
  }

  private static func find(_ name: String, in folders: [String]) -> String? {
    folders.lazy.map { Path.join($0, name) }.first(where: Disk.isExecutable)
  }

  private static func folders(_ path: String?) -> [String] {
    (path ?? usualPath).split(separator: ":").map(String.init)
  }
}
