package import Foundation

/// Registries of our own packages on loopback, as jsr.io, npm and a server of modules answer; see
/// `Tests/ConsumerTests/packages`.
package struct PackageRegistry {
  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let program =
    repositoryRoot.appending(path: "Tests/ConsumerTests/packages/registry.py")

  private let folder: URL
  private let addresses: [String: String]

  /// Variables by which Deno asks there.
  ///
  /// - Parameter cache: Deno's; an empty one stands for another machine.
  package func environment(cache: URL) -> [String: String] {
    [
      "JSR_URL": addresses["jsr"] ?? "", "NPM_CONFIG_REGISTRY": addresses["npm"] ?? "",
      "DENO_CERT": addresses["certificate"] ?? "", "DENO_DIR": cache.path, "DENO_NO_UPDATE_CHECK": "1",
      "NO_COLOR": "1",
    ]
  }

  /// Of the modules that are no packages, without a slash at the end: `https://localhost:8443/web`.
  package var modules: String { addresses["https"] ?? "" }

  /// The paths that were asked for since the start or the last call.
  package func requests() throws -> [String] {
    let log = folder.appending(path: "requests")
    let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map(String.init)
    try Data().write(to: log)
    return lines
  }

  /// Packages called `changing` have other content meanwhile, under the same numbers.
  package func whileChanged<Result>(_ body: () throws -> Result) throws -> Result {
    let change = try folder.write([], to: "changed")
    defer { try? FileManager.default.removeItem(at: change) }
    return try body()
  }

  /// Runs the registries for as long as `body` does.
  package static func run<Result>(_ body: (PackageRegistry) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let (input, output) = (Pipe(), Pipe())
      let process = Process()
      process.executableURL = URL(filePath: try Tool.python3.path)
      process.arguments = ["-B", program.path, folder.path]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      defer {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
      }
      var line = Data()
      while line.last != UInt8(ascii: "\n") {
        let more = output.fileHandleForReading.availableData
        guard !more.isEmpty else { throw Failure(description: "\(program.path) ended before it listened") }
        line += more
      }
      let addresses = try JSONDecoder().decode([String: String].self, from: line)
      return try body(PackageRegistry(folder: folder, addresses: addresses))
    }
  }
}
