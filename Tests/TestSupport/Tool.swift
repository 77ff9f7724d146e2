package import Foundation

/// Another program that judges what ours wrote.
package struct Tool: Sendable {
  package struct Outcome: Sendable {
    package let status: Int32
    package let output: [UInt8]
    package let errors: String
  }

  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  package let name: String
  private let executable: URL?

  /// The one that `make deps` chose: of PATH, or its own.
  package static let kubectl = Tool(name: "kubectl with kustomize 5 or newer", executable: onPath("kubectl"))
  /// The oldest and the newest that `make deps` brings.
  package static let pinnedKubectls = ["v34", "v37"].map { Tool(pinnedKubectl: $0) }
  package static let diff = Tool(name: "diff", executable: onPath("diff"))
  package static let git = Tool(name: "git", executable: onPath("git"))
  package static let chromium = Tool(name: "chromium", executable: onPath("chromium"))
  package static let esbuild = Tool(name: "esbuild", executable: onPath("esbuild"))
  package static let openssl = Tool(name: "openssl", executable: onPath("openssl"))
  package static let python3 = Tool(name: "python3", executable: onPath("python3"))
  /// The interpreter with PyYAML; see the Makefile.
  package static let python = Tool(
    name: "python in .build/venv",
    executable: existing(repositoryRoot.appending(path: ".build/venv/bin/python")))

  /// Of the same virtual environment.
  package static let deno = Tool(name: "deno in .build/venv", executable: existing(URL(filePath: denoPath)))
  package static let engine = Tool(name: "tentacular-engine", executable: existing(BuiltProgram.engine))
  package static let denoPath = repositoryRoot.appending(path: ".build/venv/bin/deno").path

  /// Our own program.
  package static let tntc = Tool(name: "tntc", executable: existing(BuiltProgram.tntc))

  /// One that a test put somewhere.
  package init(at file: URL) {
    self.init(name: file.lastPathComponent, executable: Self.existing(file))
  }

  private init(name: String, executable: URL?) {
    self.name = name
    self.executable = executable
  }

  private init(pinnedKubectl version: String) {
    name = "kubectl \(version) in .build/kubectl"
    executable = Self.existing(repositoryRoot.appending(path: ".build/kubectl/\(version)/kubectl"))
  }

  /// PATH, with what `make deps` chose before all else: the judges look there too.
  private static let path =
    [repositoryRoot.appending(path: ".build/kubectl/bin").path, ProcessInfo.processInfo.environment["PATH"]]
    .compactMap(\.self).joined(separator: ":")

  package var isInstalled: Bool { executable != nil }

  /// Where it is, for a program that starts it.
  package var path: String {
    get throws {
      guard let executable else { throw Missing(description: "\(name) is not installed") }
      return executable.path
    }
  }

  /// Runs to the end. Input and output are files, so a large output cannot fill up a pipe.
  package func run(
    _ arguments: [String], input: [UInt8] = [], in directory: URL? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    guard let executable else { throw Missing(description: "\(name) is not installed") }
    return try withTemporaryFolder { folder in
      let (input, output, errors) = (
        try folder.write(input, to: "in"), try folder.write([], to: "out"),
        try folder.write([], to: "err")
      )
      let process = Process()
      process.executableURL = executable
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging([
        "PATH": Self.path, "TNTC_NO_LOAD": "1",
      ]) { $1 }
      .merging(environment) { $1 }
      process.currentDirectoryURL = directory ?? folder
      process.standardInput = try FileHandle(forReadingFrom: input)
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      try process.run()
      process.waitUntilExit()
      return Outcome(
        status: process.terminationStatus, output: Array(try Data(contentsOf: output)),
        errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
  }

  /// The same on a thread of its own: a test that waits here would keep other tests from running, as they share few
  /// threads.
  package func runAside(_ arguments: [String]) async throws -> Outcome {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try run(arguments) }) }
    }
  }

  private static func onPath(_ name: String) -> URL? {
    let folders = path.split(separator: ":").map { URL(filePath: String($0)) }
    return folders.lazy.compactMap { existing($0.appending(path: name)) }.first
  }

  private static func existing(_ file: URL) -> URL? {
    FileManager.default.isExecutableFile(atPath: file.path) ? file : nil
  }
}
