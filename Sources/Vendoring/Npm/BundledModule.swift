import Scripts
import WorkflowModel
import YAML

/// What esbuild made, as a module that Deno runs outside of packages.
struct BundledModule {
  let bytes: [UInt8]

  /// - Parameter builtins: names of the modules that Deno has itself.
  init(_ output: BundlerOutput, builtins: Set<ByteKey>) {
    let named = Self.withFullNames(output.bytes, builtins)
    let usesEnvironment = named.firstRange(of: Array(Self.environment.utf8)) != nil
    bytes =
      Array((usesEnvironment ? Self.environmentValue : "").utf8)
      + Array((output.requires ? Self.require : "").utf8) + named
  }

  /// In packages `path` means `node:path`, in a module it means nothing.
  private static func withFullNames(_ bytes: [UInt8], _ builtins: Set<ByteKey>) -> [UInt8] {
    var named: [UInt8] = []
    var rest = 0
    for request in ModuleScan(bytes).requests.sorted(by: { $0.offset < $1.offset })
    where builtins.contains(ByteKey(request.specifier)) && !request.specifier.hasPrefixBytes(prefix) {
      let text = request.offset + 1
      // esbuild does not write it with an escape.
      guard bytes[text...].starts(with: request.specifier.utf8) else { continue }
      named += bytes[rest..<text] + Array(prefix.utf8)
      rest = text
    }
    return named + bytes[rest...]
  }

  private static let prefix = "node:"

  /// What stands for `process.env`: a node has no environment that it may read, and packages ask for theirs while they
  /// load, where a refusal would end them.
  static let environment = "tentacular_environment"
  private static let environmentValue = "const \(environment) = { NODE_ENV: \"production\" };\n"

  /// Unlike the one of Node.js it looks at no files, which a node may not, so what is not there fails as packages expect
  /// it: without the code, they would not do without it.
  private static let require = """
    const require = (name) => {
      const builtin = globalThis.process.getBuiltinModule(name);
      if (builtin !== undefined) return builtin;
      throw Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
    };

    """
}
