import WorkflowModel
import YAML

/// The deno.json that node processes get: what that of the version says of loading, in which `tentacular` resolves
/// too. Nothing else of it reaches Deno, so that nothing else of it can keep a node from starting.
package struct DenoConfiguration: Sendable {
  private let own: DenoFile
  private let directory: String

  init(own: DenoFile, directory: String) { (self.own, self.directory) = (own, directory) }

  /// The same for a copy of the workflow directory.
  func moved(to folder: String) -> DenoConfiguration { DenoConfiguration(own: own, directory: folder) }

  /// As text. Relative addresses and names of the import map are made absolute, as the file stands elsewhere.
  ///
  /// - Parameters:
  ///   - types: the path of the module that `tentacular` stands for.
  ///   - scratch: the folder of the engine's own modules.
  func text(types: String, scratch: String) -> String {
    var result = Mapping()
    var imports = absolute(own.imports)
    // Deno overlooks a scope of the folder where a deno.json lies. It takes in every module of the version.
    let root = FileURL.text("\(directory)/")
    for scope in own.scopes where absolute(scope: scope.prefix) == root {
      for (name, address) in absolute(scope.imports) { imports[name] = address }
    }
    // A name like `/` is meant for paths of the version that begin so. Here it would take in every path of the
    // disk; the longest name wins.
    for folder in [scratch, directory] {
      let name = FileURL.text("\(folder)/")
      if imports[name] == nil { imports[name] = .string(name) }
    }
    imports["tentacular"] = .string(FileURL.text(types))
    result["imports"] = .mapping(imports)
    if !own.scopes.isEmpty {
      result["scopes"] = .mapping(
        Mapping(own.scopes.map { (absolute(scope: $0.prefix), .mapping(absolute($0.imports))) }))
    }
    if !own.compilerOptions.isEmpty { result["compilerOptions"] = .mapping(own.compilerOptions) }
    if !own.unstable.isEmpty { result["unstable"] = .sequence(own.unstable.map(Value.string)) }
    return JSON.pretty(.mapping(result)) + "\n"
  }

  private func absolute(_ imports: Mapping) -> Mapping {
    Mapping(imports.map { (absolute($0), $1.text.map { .string(absolute($0)) } ?? $1) })
  }

  /// That of a scope is a URL, and `nodes/` a relative one; in names and addresses it would be a bare name.
  private func absolute(scope prefix: String) -> String {
    let isName =
      !prefix.isEmpty && !["/", "./", "../"].contains(where: prefix.hasPrefix) && !prefix.contains(":")
    return absolute(isName ? "./" + prefix : prefix)
  }

  private func absolute(_ address: String) -> String {
    guard address.hasPrefix("./") || address.hasPrefix("../") else { return address }
    return FileURL.text("\(directory)/\(address.hasPrefix("./") ? String(address.dropFirst(2)) : address)")
  }
}

/// `file:` URLs (RFC 8089).
enum FileURL {
  static func text(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text = Array("file://".utf8)
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        text.append(byte)
      default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
