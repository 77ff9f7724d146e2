import Bytes
package import YAML

/// The import map of a version for Deno, which loads a copy of its files: each name leads where `ImportMap` says.
package struct CopiedImportMap {
  package private(set) var imports = Mapping()
  package private(set) var scopes = Mapping()
  private let source: WorkflowSource
  private let root: String
  private let escaped: (String) -> String

  /// How many more names may stand for paths of the disk; those beyond stand for nothing.
  private var namesLeft = 100_000

  /// - Parameters:
  ///   - root: the `file:` URL of the folder with the copy; it ends in `/`.
  ///   - escaped: makes of a path what stands for it in a URL.
  package init(
    _ file: DenoFile, of source: WorkflowSource, root: String, escaped: @escaping (String) -> String
  ) {
    (self.source, self.root, self.escaped) = (source, root, escaped)
    imports = names(file.imports)
    for scope in file.scopes {
      // No module of a version is anywhere else.
      guard case .version(let path)? = ImportMap.address(ofScope: scope.prefix) else { continue }
      let prefix = url(path)
      scopes[prefix] = .mapping(names(scope.imports, behind: scopes[prefix]))
    }
  }

  private mutating func names(_ imports: Mapping, behind other: Value?) -> Mapping {
    guard case .mapping(var result)? = other else { return names(imports) }
    let folders = result.map(\.key).filter(\.endsWithSlash)
    for (name, address) in names(imports)
    where result[name] == nil && !folders.contains(where: name.hasPrefixBytes) {
      result[name] = address
    }
    return result
  }

  /// The longest first, as it wins.
  private mutating func names(_ imports: Mapping) -> Mapping {
    let rules = imports.map { name, value in
      (name: name, key: ModuleAddress(name, from: ""), address: ImportMap.address(of: name, value))
    }.sorted { ($0.key?.text ?? $0.name).utf8.count > ($1.key?.text ?? $1.name).utf8.count }
    var result = Mapping()
    func add(_ name: String, _ address: Value) { if result[name] == nil { result[name] = address } }
    for (name, key, address) in rules where !name.isEmpty {
      switch key {
      case nil: add(name, text(address))
      case .version(let path)?: add(url(path), text(address))
      case .url(_, let url)?: add(url, text(address))
      case .elsewhere(let path)?:
        let isRelative = path.hasPrefixBytes("../")
        let name = isRelative ? url(above: path) : path
        if path.endsWithSlash {
          for (path, address) in copies(of: address) { add(name + path, address) }
        } else if isRelative || Self.isFile(path) {
          add(name, text(address))
        }
      }
    }
    return result
  }

  /// The files of the version below an address, by their paths from there. The folder itself is not a name: from the
  /// root of the disk it would take in the copy, wherever that is.
  private mutating func copies(of address: ModuleAddress?) -> [(path: String, address: Value)] {
    guard namesLeft > 0, case .version(let folder)? = address else { return [] }
    let files = source.files.filter { $0.path.hasPrefixBytes(folder) }.prefix(namesLeft)
    namesLeft -= files.count
    return files.map { (escaped($0.path.droppingBytes(folder.utf8.count)), .string(url($0.path))) }
  }

  /// Whether Deno takes it for the path of a file. `/.`, `file:` and `//localhost` are folders, which end in `/` as
  /// soon as they are URLs.
  private static func isFile(_ path: String) -> Bool {
    let path = path.hasPrefixBytes("file:") ? path.droppingBytes(5) : path
    guard path.hasPrefixBytes("/"), !path.hasPrefixBytes("//") || path.hasPrefixBytes("///"),
      !path.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\\") }),
      let last = path.utf8.split(separator: UInt8(ascii: "/")).last,
      case .version(let name)? = ModuleAddress("./\(Substring(last))", from: "")
    else { return false }
    return !name.isEmpty && !name.endsWithSlash
  }

  /// Null keeps Deno from going on with a name that has no address.
  private func text(_ address: ModuleAddress?) -> Value {
    switch address {
    case .version(let path)?: .string(url(path))
    case .url(_, let text)?: .string(text)
    case .elsewhere?, nil: .null
    }
  }

  private func url(_ path: String) -> String { root + escaped(path) }

  /// Of a path that begins with `../`, without those.
  private func url(above path: String) -> String {
    var (folder, rest) = (root.dropLast(), path)
    while rest.hasPrefixBytes("../") {
      rest = rest.droppingBytes(3)
      if !folder.hasSuffix("//"), let slash = folder.lastIndex(of: "/") { folder = folder[..<slash] }
    }
    return "\(folder)/\(escaped(rest))"
  }
}
