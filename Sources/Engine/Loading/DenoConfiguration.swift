import WorkflowModel
import YAML

/// What node processes get of a version's deno.json: what it says of loading, with the module of the types of nodes
/// among its names. Nothing else of it reaches Deno, so that nothing else of it can keep a node from starting.
package struct DenoConfiguration: Sendable {
  private let own: DenoFile
  private let source: WorkflowSource
  private let directory: String

  init(own: DenoFile, source: WorkflowSource, directory: String) {
    (self.own, self.source, self.directory) = (own, source, directory)
  }

  /// The same for a copy of the workflow directory.
  func moved(to folder: String) -> DenoConfiguration {
    DenoConfiguration(own: own, source: source, directory: folder)
  }

  /// As a deno.json without names.
  var text: String {
    var result = Mapping()
    if !own.compilerOptions.isEmpty { result["compilerOptions"] = .mapping(own.compilerOptions) }
    if !own.unstable.isEmpty { result["unstable"] = .sequence(own.unstable.map(Value.string)) }
    return JSON.pretty(.mapping(result)) + "\n"
  }

  /// The names, with addresses from the root of the disk.
  ///
  /// - Parameters:
  ///   - types: the path of the module with the types of nodes.
  ///   - runtime: that of the engine's own module, which loads the nodes.
  ///   - scratch: the folder of all of them, and of the version's files.
  func importMap(types: String, runtime: String, scratch: String) -> String {
    let root = FileURL.text("\(directory)/")
    let map = CopiedImportMap(own, of: source, root: root, escaped: FileURL.escaped)
    var (imports, scopes) = (map.imports, map.scopes)
    for name in EngineContract.typeModules { imports[name] = .string(FileURL.text(types)) }
    // What the engine loads is what it names: the names are those of the version's modules. Deno looks for the
    // module that it starts among the names too.
    let (all, main) = (FileURL.text("\(scratch)/"), FileURL.text(runtime))
    if let address = imports[main] {
      var names: Mapping = [main: address]
      if case .mapping(let own)? = scopes[root] { names.compose(with: own) }
      scopes[root] = .mapping(names)
    }
    imports[main] = .string(main)
    scopes[main] = .mapping([all: .string(all)])
    return JSON.pretty(.mapping(["imports": .mapping(imports), "scopes": .mapping(scopes)])) + "\n"
  }
}

/// `file:` URLs (RFC 8089).
enum FileURL {
  static func text(_ path: String) -> String { "file://" + escaped(path) }

  /// A path as it is in a URL.
  static func escaped(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
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
