import YAML

/// Addresses of modules on servers (WHATWG URL), as far as they are put together here.
enum ModuleURL {
  /// What a text of a module stands for; nil for what is not a path and no address of a server, like `data:` or a name.
  static func join(_ base: String, _ relative: String) -> String? {
    if relative.hasPrefixBytes("https://") || relative.hasPrefixBytes("http://") { return relative }
    guard !relative.utf8.contains(UInt8(ascii: ":")), !relative.hasPrefixBytes("//"),
      let start = pathStart(of: base)
    else { return nil }
    let slash = UInt8(ascii: "/")
    let origin = String(Substring(base.utf8.prefix(start)))
    let end = relative.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }.count
    let (path, tail) = (relative.utf8.prefix(end), relative.utf8.dropFirst(end))
    var names: [Substring] = []
    if path.first != slash {
      let own = base.utf8.dropFirst(start).prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
      names = own.split(separator: slash).map { Substring($0) }
      if own.last != slash, !names.isEmpty { names.removeLast() }
    }
    var isFolder = path.isEmpty
    for part in path.split(separator: slash, omittingEmptySubsequences: false) {
      let name = Substring(part)
      isFolder = part.isEmpty || name == "." || name == ".."
      if name == ".." { _ = names.popLast() } else if !isFolder { names.append(name) }
    }
    return origin + "/" + names.joined(separator: "/") + (isFolder && !names.isEmpty ? "/" : "")
      + String(Substring(tail))
  }

  /// Where the path of an address begins: behind its host.
  private static func pathStart(of address: String) -> Int? {
    guard address.hasPrefixBytes("https://") || address.hasPrefixBytes("http://"),
      let scheme = address.utf8.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    let host = address.utf8[scheme...].dropFirst(3)
    return address.utf8.count - host.count + host.prefix { $0 != UInt8(ascii: "/") }.count
  }
}
