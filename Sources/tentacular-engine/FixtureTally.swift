import Diagnostics
import Engine
import Files
import Synchronization
import Terminal
import TextDiff
import YAML

/// Tells how fixtures went, and counts them.
final class FixtureTally: Sendable {
  private struct Counts {
    var passed = 0
    /// Without anything to compare.
    var ran = 0
    var failed = 0
    var updated = 0
    var failure: FileError?
  }

  private let isUpdating: Bool
  private let format: ProblemFormat
  private let counts = Mutex(Counts())

  /// - Parameter format: how failures are printed.
  init(isUpdating: Bool, _ format: ProblemFormat) { (self.isUpdating, self.format) = (isUpdating, format) }

  var hasFailures: Bool { counts.withLock { $0.failed > 0 } }

  /// Why a fixture could not be updated.
  var writeFailure: FileError? { counts.withLock(\.failure) }

  func add(_ result: FixtureResult) {
    if isUpdating, result.problem != nil || !result.isChecked { return update(result) }
    if let problem = result.problem {
      counts.withLock { $0.failed += 1 }
      Console.output(FixtureText.line("FAILED", result))
      switch format {
      case .text: Console.output(FixtureText.describe(problem, result.fixture))
      case .github:
        format.report([Finding(path: result.fixture.path, message: FixtureText.message(problem))])
      }
    } else if result.isChecked {
      counts.withLock { $0.passed += 1 }
      Console.output(FixtureText.line("ok", result))
    } else {
      counts.withLock { $0.ran += 1 }
      Console.output(FixtureText.line("ran", result))
    }
  }

  private func update(_ result: FixtureResult) {
    let new = "\(result.fixture.path).new"
    do throws(FileError) {
      try Disk.write(result.updatedFile, to: new)
      try Disk.rename(new, to: result.fixture.path)
      counts.withLock { $0.updated += 1 }
      Console.output(FixtureText.line("updated", result))
    } catch {
      try? Disk.remove(new)
      counts.withLock { $0.failure = error }
    }
  }

  /// - Parameter errors: how many were found before anything ran.
  func summary(untested: [String], errors: Int) -> String {
    let counts = counts.withLock(\.self)
    var parts = ["\(counts.passed) passed"]
    if counts.ran > 0 { parts.append("\(counts.ran) ran") }
    parts.append("\(counts.failed) failed")
    if isUpdating { parts.append("\(counts.updated) updated") }
    if !untested.isEmpty { parts.append("\(untested.count) untested") }
    if errors > 0 { parts.append("\(Counted.text(errors, "error")) above") }
    return untested.map { "untested  \($0): there is no \(FixtureText.folder)/\($0).json\n" }.joined()
      + parts.joined(separator: ", ") + "\n"
  }
}

/// The words for fixtures.
enum FixtureText {
  static let folder = "tests/fixtures"
  private static let indent = "          "

  static func line(_ word: String, _ result: FixtureResult) -> String {
    let gap = String(repeating: " ", count: max(1, 10 - word.utf8.count))
    return "\(word)\(gap)\(result.fixture.name) (\(Int(result.milliseconds.rounded())) ms)\n"
  }

  static func describe(_ problem: FixtureResult.Problem, _ fixture: Fixture) -> String {
    let lines = message(problem).split(separator: "\n")
    return "\(indent)\(fixture.path): \(lines.joined(separator: "\n\(indent)"))\n"
  }

  static func message(_ problem: FixtureResult.Problem) -> String {
    switch problem {
    case .output(let expected, let actual):
      "the output differs from `expected`\n"
        + UnifiedDiff.text(
          from: lines(expected), to: lines(actual), old: "expected", new: "output")
    case .failed(let message): "expected an output, but the node failed: \(message)"
    case .succeeded(let expected, let output):
      "expected an error with `\(expected)`, but the output is \(JSON.compact(output))"
    case .error(let expected, let actual):
      "the error differs from `expectedError`\nexpected: …\(expected)…\nis:       \(actual)"
    case .threw(let message): "it failed: \(message)"
    }
  }

  private static func lines(_ value: Value) -> [UInt8] { Array((JSON.pretty(value) + "\n").utf8) }
}
