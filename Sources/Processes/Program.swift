import Bytes
import Files
import Glibc
internal import Subprocess
internal import SystemPackage

/// Another program that is asked something, like git or kubectl: one on PATH, or where a path says.
package struct Program: Sendable {
  /// What it printed, when it ended well.
  package typealias Output = [UInt8]

  package struct Failure: Error, Sendable {
    package enum Cause: Hashable, Sendable {
      /// It is not on PATH.
      case missing
      /// It is there, and could not be started.
      case notStarted
      case exited(Int)
      case signaled(Int)
      /// It printed more than is taken, and was not read to its end.
      case outputTooLong
      /// It took longer than it gets, and was ended.
      case outOfTime
    }

    package let cause: Cause
    /// What went wrong, as a sentence, with what the program said.
    package let message: String
    /// The beginning of everything that it said on its standard error.
    package let errors: String
    /// What it printed before it failed: kubectl goes on with what it may see.
    package let output: Output

    package init(_ cause: Cause, _ message: String, errors: String = "", output: Output = []) {
      self.cause = cause
      self.message = message
      self.errors = errors
      self.output = output
    }
  }

  private static let mostOutput = 1 << 30
  private static let mostErrors = 1 << 16

  package let name: String
  private let environment: [String: String?]
  private let limit: Duration?
  private let interruption: Interruption?

  /// - Parameters:
  ///   - name: a name that is looked for on PATH, or a path.
  ///   - environment: variables that it gets over those of this process; nil takes one away.
  ///   - limit: after which it is ended; nil for a program that ends by itself.
  ///   - interruption: with which it is ended, where that is kept back.
  package init(
    _ name: String, environment: [String: String?] = [:], limit: Duration? = nil,
    until interruption: Interruption? = nil
  ) {
    self.name = name
    self.limit = limit
    self.interruption = interruption
    self.environment = environment.merging(["LC_ALL": "C"]) { $1 }
  }

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - input: its standard input, of which it may read as much as it likes.
  ///   - folder: where it runs; nil for the working directory of this process.
  package func run(
    _ arguments: [String], input: [UInt8] = [], in folder: String? = nil
  ) throws(Failure) -> Output {
    let (given, said): (MemoryFile, MemoryFile)
    do {
      (given, said) = (try MemoryFile(input), try MemoryFile())
    } catch {
      throw Failure(.notStarted, "`\(name)` could not be run: no memory for its input: \(error)")
    }
    defer {
      given.close()
      said.close()
    }
    let answer = Latch<Output>()
    let task = Task { answer.give(await outcome(arguments, folder, given, said)) }
    interruption?.observe { task.cancel() }
    guard let limit else { return try answer.wait() }
    if let output = try answer.wait(atMost: limit) { return output }
    task.cancel()
    // One that it started may outlive it and keep its output open, so its end is not waited for without a limit.
    _ = try? answer.wait(atMost: Self.grace * 2)
    let (seconds, rest) = limit.components
    throw Failure(
      .outOfTime,
      "`\(name)` was ended, as it had not answered after \(rest == 0 ? "\(seconds) seconds" : "\(limit)")",
      errors: said.beginning(Self.mostErrors))
  }

  /// What it gets to end by itself, once it is asked to.
  private static let grace = Duration.seconds(2)

  private func outcome(
    _ arguments: [String], _ folder: String?, _ given: MemoryFile, _ said: MemoryFile
  ) async -> Result<Output, Failure> {
    var variables: [Environment.Key: String?] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = .some(value) }
    }
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: Self.grace)]
    do {
      let ended = try await Subprocess.run(
        Self.executable(name), arguments: Arguments(arguments),
        environment: .inherit.updating(variables), workingDirectory: folder.map { FilePath($0) },
        platformOptions: options,
        input: .fileDescriptor(given.descriptor, closeAfterSpawningProcess: false),
        output: .bytes(limit: Self.mostOutput),
        error: .fileDescriptor(said.descriptor, closeAfterSpawningProcess: false))
      if case .exited(0) = ended.terminationStatus { return .success(ended.standardOutput) }
      return .failure(
        Self.failure(
          name, ended.terminationStatus, errors: said.beginning(Self.mostErrors),
          output: ended.standardOutput))
    } catch let error as SubprocessError {
      return .failure(Self.failure(name, error, program: name))
    } catch {
      return .failure(Failure(.notStarted, "`\(name)` could not be run: \(error)"))
    }
  }
}

extension Program {
  /// What is to be started. A name is looked for on PATH first: to start it from each folder there in turn, until that
  /// works, would cost a process for each.
  private static func executable(_ name: String) -> Executable {
    if name.contains("/") { return .path(FilePath(name)) }
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) }
    // A folder of PATH that is relative is another one where the program runs.
    guard let place = Installation.place(of: name, path), place.hasPrefix("/"), Disk.isExecutable(place)
    else {
      return .name(name)
    }
    return .path(FilePath(place))
  }

  /// - Parameter call: the program's name, perhaps with what it was asked.
  static func failure(
    _ call: String, _ status: TerminationStatus, errors: String = "", output: Output = []
  ) -> Failure {
    let said = reason(in: errors)
    return switch status {
    case .exited(let code):
      Failure(
        .exited(Int(code)),
        "`\(call)` failed\(said.map { ": \($0)" } ?? " with exit code \(code), and said nothing")",
        errors: errors, output: output)
    case .signaled(let signal):
      Failure(
        .signaled(Int(signal)), "`\(call)` was ended by signal \(signal)\(said.map { ": \($0)" } ?? "")",
        errors: errors, output: output)
    }
  }

  /// Why a program could not be run to its end, told apart: each has another remedy.
  static func failure(_ call: String, _ error: SubprocessError, program: String) -> Failure {
    if error.code == .outputLimitExceeded {
      return Failure(
        .outputTooLong,
        "`\(call)` printed more than the limit of \(mostOutput >> 20) MiB")
    }
    let reason = error.underlyingError.map { ": \($0)" } ?? ""
    guard !program.contains("/"), error.code == .executableNotFound || error.code == .spawnFailed else {
      return Failure(.notStarted, "`\(call)` could not be run\(reason.isEmpty ? ": \(error)" : reason)")
    }
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) }
    guard let place = Installation.place(of: program, path) else {
      return Failure(.missing, "`\(call)` could not be run: `\(program)` is not on PATH")
    }
    guard Disk.isExecutable(place) else {
      return Failure(
        .notStarted, "`\(call)` could not be run: \(place) is not a file that this user may execute")
    }
    return Failure(
      .notStarted,
      "`\(call)` could not be run: \(place) is not a program for this system, or its interpreter is missing"
        + reason)
  }

  /// The line that tells why: git begins with it and goes on with advice, kubectl logs its attempts before it.
  private static func reason(in errors: String) -> String? {
    let lines = errors.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    return (lines.first { !isLog($0) } ?? lines.last).map(String.init)
  }

  /// Whether a line is one of klog, like `E1125 04:00:24.1 …`, or a warning or hint before what matters.
  private static func isLog(_ line: Substring) -> Bool {
    if ["Warning: ", "warning: ", "hint: "].contains(where: line.hasPrefix) { return true }
    let start = Array(line.utf8.prefix(6))
    return start.count == 6 && start[0].isIn("EWIF") && start[1...4].consists(of: .digit)
      && start[5] == UInt8(ascii: " ")
  }
}
