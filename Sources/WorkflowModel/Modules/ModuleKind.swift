import Bytes
import Scripts

/// How Deno loads a file, told by the end of its name.
package struct ModuleKind: Equatable {
  private enum Kind {
    case script
    case commonJS
    case json
    case webAssembly
    case other
  }

  private let kind: Kind
  /// Types alone, which Deno loads as a module without content.
  package let isDeclaration: Bool
  /// Whether elements of JSX may be in it.
  let mayHaveElements: Bool

  static let script = ModuleKind(kind: .script)

  package init(_ path: String) {
    let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
    // Asked of every file again and again, so no text is made but the ending, which is short.
    var name = path.utf8[...]
    while name.last == slash { name.removeLast() }
    if let last = name.lastIndex(of: slash) { name = name[name.index(after: last)...] }
    guard let last = name.lastIndex(of: dot) else {
      (kind, isDeclaration, mayHaveElements) = (.script, false, false)
      return
    }
    let ending = String(decoding: name[last...].dropFirst().map(\.asciiLowercased), as: UTF8.self)
    kind = Self.kinds[ending] ?? .other
    mayHaveElements = ending == "tsx" || ending == "jsx"
    let before = name[..<last].suffix(2)
    isDeclaration =
      ["ts", "mts", "cts"].contains(ending) && before.first == dot
      && before.last?.asciiLowercased == UInt8(ascii: "d")
  }

  private static let kinds: [String: Kind] = [
    "ts": .script, "mts": .script, "tsx": .script, "js": .script, "mjs": .script, "jsx": .script,
    "cjs": .commonJS, "cts": .commonJS, "json": .json, "wasm": .webAssembly,
  ]

  private init(kind: Kind) { (self.kind, isDeclaration, mayHaveElements) = (kind, false, false) }

  package static func == (left: ModuleKind, right: ModuleKind) -> Bool { left.kind == right.kind }

  /// Whether its exports stand in it as `export`.
  var hasPlainExports: Bool { kind == .script }

  /// Whether what is in it is TypeScript or JavaScript.
  package var isCode: Bool { kind == .script || kind == .commonJS }

  /// Whether the engine can take it for a node.
  var mayBeNode: Bool { kind != .json && kind != .other }

  /// Why Deno does not load it as it is asked to, as the predicate of a sentence; nil when it does.
  func problem(with request: ModuleRequest, isRawEnabled: Bool) -> String? {
    switch request.attributes {
    case .computed: nil
    case .assertion: "is imported with `assert`, which Deno refuses; write `with`"
    case .detached: "has its `with` on another line, which Deno refuses; write it on the same line"
    case .unknown(let name): "has the attribute `\(name)`, which Deno refuses; it knows `type`"
    case .none where kind == .json:
      "is JSON; Deno needs `with { type: \"json\" }` after the import"
    case .none where kind == .other:
      "is not TypeScript, JavaScript, JSON or WebAssembly; Deno imports other files with `with { type: \"text\" }`"
    case .none: nil
    case .type("json"): kind == .json ? nil : "is not a JSON file, so Deno refuses `type: \"json\"`"
    case .type("text"): nil
    case .type("bytes") where isRawEnabled: nil
    case .type(let type): "has `type: \"\(type)\"`, which Deno refuses; it knows `json` and `text`"
    }
  }
}

/// Modules that Deno has itself, as `node:NAME` (`builtinModules` of Deno 2.9).
enum NodeBuiltins {
  static let names: Set<String> = [
    "_http_agent", "_http_common", "_http_outgoing", "_http_server", "_stream_duplex", "_stream_passthrough",
    "_stream_readable", "_stream_transform", "_stream_writable", "_tls_common", "_tls_wrap", "assert",
    "assert/strict", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto",
    "dgram",
    "diagnostics_channel", "dns", "dns/promises", "domain", "events", "fs", "fs/promises", "http", "http2",
    "https",
    "inspector", "inspector/promises", "module", "net", "os", "path", "path/posix", "path/win32",
    "perf_hooks",
    "process", "punycode", "querystring", "readline", "readline/promises", "repl", "sqlite", "stream",
    "stream/consumers", "stream/promises", "stream/web", "string_decoder", "sys", "test", "test/reporters",
    "timers", "timers/promises", "tls", "trace_events", "tty", "url", "util", "util/types", "v8", "vm",
    "wasi",
    "worker_threads", "zlib",
  ]
}
