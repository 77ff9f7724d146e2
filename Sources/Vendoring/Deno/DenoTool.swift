package import Processes
import YAML

/// Deno, asked what modules there are behind a specifier. It is the one that speaks to registries.
package struct DenoTool: Sendable {
  package let program: Program
  /// Where packages of jsr come from; ends in `/`.
  let registry: String

  /// - Parameters:
  ///   - path: a name that is looked for on PATH, or a path.
  ///   - registry: the value of JSR_URL, which Deno honours; nil for its own default.
  ///   - limit: of one call. Deno waits for ever for a server that takes a connection and does not answer.
  ///   - interruption: with which it is ended.
  package init(
    _ path: String, registry: String?, limit: Duration = .seconds(600),
    until interruption: Interruption? = nil
  ) {
    program = Program(
      path,
      environment: [
        "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "DENO_NO_PROMPT": "1", "DENO_NO_PACKAGE_JSON": "1",
      ], limit: limit, until: interruption)
    let registry = registry ?? "https://jsr.io/"
    self.registry = registry.utf8.last == UInt8(ascii: "/") ? registry : "\(registry)/"
  }

  /// What a call requests from the servers again, instead of taking it from Deno's cache.
  enum Reload {
    case everything
    /// Packages and addresses that begin so.
    case some(Set<String>)

    fileprivate var arguments: [String] {
      switch self {
      case .everything: ["--reload"]
      case .some(let names) where names.isEmpty: []
      case .some(let names): ["--reload=\(names.sorted { $0.precedesByBytes($1) }.joined(separator: ","))"]
      }
    }
  }

  /// `deno info --json` of a module, by a lock file that Deno reads and writes.
  func info(
    _ module: String, lock: String, configuration: String, _ reload: Reload
  ) throws(Program.Failure) -> [UInt8] {
    try program.run(
      ["info", "--json", "--allow-import", "--config", configuration, "--lock", lock] + reload.arguments + [
        module
      ])
  }

  /// What Deno said last, behind its report of what it loaded.
  package static func reason(_ failure: Program.Failure) -> String {
    let mark = "error: "
    let lines = failure.errors.split(separator: "\n", omittingEmptySubsequences: true)
    guard let start = lines.firstIndex(where: { $0.hasPrefix(mark) }) else {
      guard failure.cause == .outOfTime, let last = lines.last(where: { $0.hasPrefix("Download ") }) else {
        return failure.message
      }
      return "\(failure.message); the last that it asked for is \(last.dropFirst("Download ".count))"
    }
    let text = lines[start...].map { line in
      String(line.drop { $0 == " " })
    }
    return String(text.joined(separator: " ").dropFirst(mark.count))
  }
}
