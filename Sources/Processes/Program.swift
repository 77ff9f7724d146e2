internal import Subprocess

/// Another program on PATH that is asked something, like git or kubectl.
package struct Program: Sendable {
  /// What it printed, when it ended well.
  package typealias Output = [UInt8]

  package struct Failure: Error, Sendable {
    /// What went wrong, as the predicate of a sentence, with what the program said.
    package let message: String
    /// The program is not on PATH, or cannot be started.
    package let isMissing: Bool
  }

  private static let mostOutput = 1 << 30
  private static let mostErrors = 1 << 16

  package let name: String

  package init(_ name: String) { self.name = name }

  /// Runs it to its end.
  ///
  /// - Parameter input: its standard input.
  package func run(_ arguments: [String], input: [UInt8] = []) throws(Failure) -> Output {
    let answer = Answer<Output>()
    Task { answer.give(await outcome(arguments, input)) }
    return try answer.wait()
  }

  private func outcome(_ arguments: [String], _ input: [UInt8]) async -> Result<Output, Failure> {
    do {
      let ended = try await Subprocess.run(
        .name(name), arguments: Arguments(arguments), environment: .inherit.updating(["LC_ALL": "C"]),
        input: .array(input), output: .bytes(limit: Self.mostOutput), error: .string(limit: Self.mostErrors))
      if case .exited(0) = ended.terminationStatus { return .success(ended.standardOutput) }
      let said = Self.reason(in: ended.standardError) ?? "it said nothing"
      return .failure(Failure(message: "`\(name)` failed: \(said)", isMissing: false))
    } catch {
      return .failure(Failure(message: "`\(name)` could not be run: \(error)", isMissing: true))
    }
  }

  /// The line that tells why: git begins with it and goes on with advice, kubectl logs its attempts before it.
  private static func reason(in errors: String) -> String? {
    let lines = errors.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    return (lines.first { !isLog($0) } ?? lines.last).map(String.init)
  }

  /// Whether a line is one of klog, like `E1125 04:00:24.1 …`, or a warning of kubectl.
  private static func isLog(_ line: Substring) -> Bool {
    if line.hasPrefix("Warning: ") { return true }
    let start = Array(line.utf8.prefix(6))
    return start.count == 6 && Array("EWIF".utf8).contains(start[0])
      && start[1...4].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && start[5] == UInt8(ascii: " ")
  }
}
