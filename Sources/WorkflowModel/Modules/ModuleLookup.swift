import Scripts
import YAML

/// Finds what the specifiers of a version's modules lead to.
struct ModuleLookup {
  let deno: DenoFile
  let map: ImportMap
  let files: [ByteKey: SourceFile]
  private let source: WorkflowSource
  /// What makes the version carry its packages, for people.
  private let vendorCommand: String
  /// What modules ask for over a network: `npm:lodash@4`.
  private(set) var remote: Set<ByteKey> = []
  /// Entries of deno.json that a finding already names.
  private(set) var used: Set<ImportMap.Entry> = []
  private var hints = 0
  /// Those with files of the version below them; the root is the empty one.
  private lazy var folders: Set<ByteKey> = {
    var folders: Set<ByteKey> = []
    for file in source.files {
      var folder = file.path[...]
      repeat {
        let slash = folder.utf8.lastIndex(of: UInt8(ascii: "/")) ?? folder.startIndex
        folder = folder[..<slash]
      } while folders.insert(ByteKey(String(folder))).inserted && !folder.isEmpty
    }
    return folders
  }()

  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  init(_ source: WorkflowSource, _ deno: DenoFile, place: (String) -> String) {
    (self.source, self.deno, vendorCommand) = (source, deno, VendorCommand.text(place))
    map = ImportMap(deno)
    files = Dictionary(source.files.map { (ByteKey($0.path), $0) }) { first, _ in first }
  }

  func resolve(_ specifier: String, from module: String) -> ImportMap.Resolution {
    map.resolve(specifier, from: module)
  }

  /// What a module with elements loads for them, and where it says so; nil for one that has none.
  func elementModule(of file: SourceFile) -> (specifier: String, offset: Int)? {
    guard ModuleKind(file.path).mayHaveElements else { return nil }
    let kind = deno.compilerOptions["jsx"]?.text ?? "react"
    let pragma = JSXPragma.importSource(in: file.bytes)
    guard let source = pragma?.source ?? deno.elementSource else { return nil }
    return ("\(source)/jsx-\(kind == "react-jsxdev" ? "dev-" : "")runtime", pragma?.offset ?? 0)
  }

  /// Where a specifier leads.
  enum Lead {
    /// To something valid that is not a file.
    case nothing
    case path(String)
    case wrong(String)
  }

  mutating func found(
    _ specifier: String, _ resolution: ImportMap.Resolution, in file: SourceFile
  ) -> Lead {
    var subject: String { self.subject(specifier, resolution) }
    switch resolution {
    case .engine: return .nothing
    case .unknown: return deno.isReadable ? .wrong(unknown(specifier)) : .nothing
    case .blocked(let entry):
      used.insert(entry)
      return .wrong(
        "`\(specifier)` has no address in deno.json that Deno accepts; expected one like `./nodes/lib.ts`"
          + (entry.name.hasSuffix("/") ? ", with `/` at its end" : ""))
    case .backtracking(let entry):
      used.insert(entry)
      return .wrong(
        "`\(specifier)` leads out of the folder of `\(entry.name)` in deno.json; Deno refuses that")
    case .address(.elsewhere, let entry):
      if let entry { used.insert(entry) }
      return .wrong(
        "\(subject) is a file outside of the version, which a pod does not have; move it below nodes/")
    case .address(.url(let scheme, let text), let entry):
      if let entry { used.insert(entry) }
      remote.insert(ByteKey(text))
      return problem(withURL: text, scheme: scheme).map { .wrong("\(subject) \($0)") } ?? .nothing
    case .address(.version(let path), let entry):
      if let path = existing(path) { return .path(path) }
      if let entry { used.insert(entry) }
      return .wrong("\(subject) \(missing(path).reason)")
    }
  }

  /// A path that is there, also by what Deno guesses when it is told to.
  func existing(_ path: String) -> String? {
    if files[ByteKey(path)] != nil { return path }
    guard deno.unstable.contains("sloppy-imports") else { return nil }
    return MissingFile.guesses(path).first { files[ByteKey($0)] != nil }
  }

  /// Whether to look for what may have been meant: after a thousand times nobody reads hints, and each costs a
  /// walk over all files or names.
  mutating func isHinting() -> Bool {
    hints += 1
    return hints < 1000
  }

  mutating func missing(_ path: String) -> MissingFile {
    let folder =
      path.utf8.last == UInt8(ascii: "/") ? path.unicodeScalars.dropLast() : path.unicodeScalars[...]
    let isFolder = folders.contains(ByteKey(String(folder)))
    return MissingFile(
      path, among: source, isFolder: isFolder, isHinting: isHinting(), vendorCommand: vendorCommand)
  }

  func subject(_ specifier: String, _ resolution: ImportMap.Resolution) -> String {
    guard case .address(let address, entry: .some) = resolution else { return "`\(specifier)`" }
    let target =
      switch address {
      case .version(let path): "./\(path)"
      case .elsewhere(let text), .url(_, let text): text
      }
    return "`\(specifier)`, which deno.json maps to `\(target)`,"
  }

  /// What is wrong with a name that leads nowhere.
  func unknown(_ name: String) -> String {
    if name == "." || name == ".." {
      return "`\(name)` is a folder; name a file in it, as Deno loads only files"
    }
    if NodeBuiltins.names.contains(name) {
      return "`\(name)` is not a module of the version; Deno has one as `node:\(name)`"
    }
    return
      "`\(name)` is a name, and `imports` of deno.json does not have it (a package.json is not part of a "
      + "version); write a path like `./\(name.hasSuffix("ts") ? name : "lib.ts")`, or add the name there with a path below nodes/; "
      + "for a package, add it with one like `npm:NAME@1` and run \(vendorCommand)"
  }

  private func problem(withURL text: String, scheme: String) -> String? {
    switch scheme {
    case "data": nil
    case "node":
      NodeBuiltins.names.contains(String(text.dropFirst(5))) ? nil : "is not a module that Deno has"
    case "https", "jsr", "npm":
      "would be loaded over the network, and a pod loads no code from there; run \(vendorCommand), which copies it "
        + "into the version"
    case "http":
      "would be loaded over the network, and a pod loads no code from there; copy the needed code below nodes/"
    default: "is not an address that Deno loads from"
    }
  }
}
