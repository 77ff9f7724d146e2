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
    // Asked of every file again and again, so no text is made of it.
    let bytes = path.utf8.span
    var end = bytes.count
    while end > 0, bytes[end - 1] == slash { end -= 1 }
    var last = end - 1
    while last >= 0, bytes[last] != slash, bytes[last] != dot { last -= 1 }
    guard last >= 0, bytes[last] == dot else {
      (kind, isDeclaration, mayHaveElements) = (.script, false, false)
      return
    }
    let ending = Ending(bytes.extracting((last + 1)..<end))
    kind = ending?.kind ?? .other
    mayHaveElements = ending == .tsx || ending == .jsx
    isDeclaration =
      (ending == .ts || ending == .mts || ending == .cts) && last >= 2 && bytes[last - 2] == dot
      && bytes[last - 1].asciiLowercased == UInt8(ascii: "d")
  }

  private enum Ending: CaseIterable {
    case ts, mts, cts, tsx, js, mjs, cjs, jsx, json, wasm

    /// - Parameter bytes: those behind the last dot, of either case.
    init?(_ bytes: Span<UInt8>) {
      func isSpelled(_ ending: Ending) -> Bool {
        ending.spelling.withUTF8Buffer { wanted in
          guard wanted.count == bytes.count else { return false }
          for place in bytes.indices where unsafe wanted[place] != bytes[place].asciiLowercased {
            return false
          }
          return true
        }
      }
      for ending in Self.allCases where isSpelled(ending) {
        self = ending
        return
      }
      return nil
    }

    private var spelling: StaticString {
      switch self {
      case .ts: "ts"
      case .mts: "mts"
      case .cts: "cts"
      case .tsx: "tsx"
      case .js: "js"
      case .mjs: "mjs"
      case .cjs: "cjs"
      case .jsx: "jsx"
      case .json: "json"
      case .wasm: "wasm"
      }
    }

    var kind: Kind {
      switch self {
      case .ts, .mts, .tsx, .js, .mjs, .jsx: .script
      case .cts, .cjs: .commonJS
      case .json: .json
      case .wasm: .webAssembly
      }
    }
  }

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
