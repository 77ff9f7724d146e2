import Glibc

/// Paths as text, with `/` between the components.
package enum Path {
  package static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || folder == "." { return name }
    // Made in one piece: every file that is read or written has one.
    var path = ""
    path.reserveCapacity(folder.utf8.count + 1 + name.utf8.count)
    path += folder
    if folder.utf8.last != UInt8(ascii: "/") { path += "/" }
    path += name
    return path
  }

  /// The folder that holds `path`: "" for a single component, "/" for the root.
  package static func parent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    let parent = String(path[..<slash])
    return parent.isEmpty ? "/" : parent
  }

  package static func lastComponent(_ path: String) -> String {
    let slash = UInt8(ascii: "/")
    var name = path.utf8[...]
    while name.last == slash { name.removeLast() }
    if let last = name.lastIndex(of: slash) { name = name[name.index(after: last)...] }
    return String(name) ?? ""
  }

  /// A folder as people name it, without the slashes at its end.
  package static func withoutSlashes(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The path from the root, with `.`, `..` and links resolved; nil when it does not exist.
  package static func resolved(_ path: String) -> String? {
    guard let real = unsafe realpath(path.isEmpty ? "." : path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(validatingCString: real)
  }

  /// Like `resolved`, for a path of which the last components need not exist yet.
  package static func resolvedAllowingMissing(_ path: String) -> String? {
    if let found = resolved(path) { return found }
    let name = lastComponent(path)
    guard !name.isEmpty, name != "..", let above = resolvedAllowingMissing(parent(path)) else { return nil }
    return name == "." ? above : join(above, name)
  }

  /// A path from the root without `.` and `..`, by its text alone: the folder that holds what `..` leaves has to be
  /// no link.
  package static func withoutSteps(_ path: String) -> String {
    var names: [Substring] = []
    for name in path.split(separator: "/") where name != "." {
      if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return "/" + names.joined(separator: "/")
  }

  /// `path` as seen from `folder`; both are resolved paths from the root.
  package static func relative(_ path: String, from folder: String) -> String {
    let target = path.split(separator: "/")
    let base = folder.split(separator: "/")
    var shared = 0
    while shared < min(target.count, base.count), target[shared].utf8.elementsEqual(base[shared].utf8) {
      shared += 1
    }
    let steps = base.dropFirst(shared).map { _ in ".." } + target.dropFirst(shared).map(String.init)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }
}
