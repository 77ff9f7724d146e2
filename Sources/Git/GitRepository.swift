import Files
package import Processes

/// A git repository, read by the `git` on PATH. Nothing is ever written to it, and nothing fetched.
///
/// Git is asked by its plumbing alone, which no setting gives another form.
package struct GitRepository: Sendable {
  /// The root of the working tree, with links resolved.
  package let root: String

  /// Commits at which a shallow history ends: git takes them for its beginning, and their files for new ones.
  package private(set) var boundary: Set<String> = []

  private var environment = GitEnvironment()

  /// The root of the working tree that holds a folder, which need not be there, as `.git` in it tells; nil when there
  /// is none. Git is not run.
  package static func root(holding folder: String) -> String? {
    guard var place = Path.resolvedAllowingMissing(folder) else { return nil }
    while !Disk.exists(Path.join(place, ".git")) {
      if place == "/" || place.isEmpty { return nil }
      place = Path.parent(place)
    }
    return place
  }

  /// A path as seen from a root; nil when it lies outside.
  package static func path(of file: String, from root: String) -> String? {
    guard let resolved = Path.resolvedAllowingMissing(file) else { return nil }
    let relative = Path.relative(resolved, from: root)
    return relative == ".." || relative.hasPrefix("../") ? nil : relative
  }

  /// The repository that holds a folder; nil when none does.
  ///
  /// - Throws: when git cannot read it, with what to do about it.
  package init?(holding folder: String) throws(Program.Failure) {
    guard let root = Self.root(holding: folder) else { return nil }
    self.root = root
    let facts = Self.lines(try git(["rev-parse", "--is-shallow-repository", "--show-prefix"]))
    guard facts.last == "" else {
      // git would use another repository, further up.
      throw Program.Failure(
        .exited(128),
        "\(Path.join(root, ".git")) is not a git repository; remove it, or repair it with `git init`")
    }
    if environment.mayNameRepository {
      environment.adopt(
        gitFolder: try place(["--git-dir"]), commonFolder: try place(["--git-common-dir"]), root: root)
    }
    if facts.first == "true" { boundary = try readBoundary() }
  }

  /// A path as the repository names it; nil when it lies outside.
  package func path(of file: String) -> String? { Self.path(of: file, from: root) }

  /// What to do when the history that is wanted is not here.
  package static let deepening = "the clone is shallow; fetch the whole history (`git fetch --unshallow`)"

  private func readBoundary() throws(Program.Failure) -> Set<String> {
    do {
      return Set(Self.lines(try Disk.read(try place(["--git-path", "shallow"]))))
    } catch let failure as Program.Failure {
      throw failure
    } catch {
      throw Program.Failure(.exited(128), "the shallow boundary of \(root) cannot be read: \(error)")
    }
  }

  private func place(_ question: [String]) throws(Program.Failure) -> String {
    let output = try git(["rev-parse", "--path-format=absolute"] + question)
    let path = String(decoding: output.dropLast(), as: UTF8.self)
    return Path.resolved(path) ?? path
  }

  static func lines(_ output: [UInt8]) -> [String] {
    output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// - Parameter pathspecs: how git takes paths among the arguments.
  func git(
    _ arguments: [String], input: [UInt8] = [], pathspecs: [String] = ["--literal-pathspecs"]
  ) throws(Program.Failure) -> [UInt8] {
    // The monitor is a program of the user's.
    let options = ["-C", root, "-c", "core.fsmonitor=false", "--no-pager"] + pathspecs
    do {
      return try Program("git", environment: environment.variables).run(options + arguments, input: input)
    } catch {
      throw Self.explained(error)
    }
  }

  /// A failure with the way out, where git gives it further down or not at all.
  private static func explained(_ failure: Program.Failure) -> Program.Failure {
    let advice = failure.errors.split(separator: "\n").first {
      $0.contains("git config --global --add safe.directory")
    }
    if let advice {
      let command = advice.drop { $0.isWhitespace }
      return Program.Failure(
        failure.cause, "\(failure.message); if you trust it: `\(command)`", errors: failure.errors)
    }
    guard failure.errors.contains("promisor remote") else { return failure }
    return Program.Failure(failure.cause, absent, errors: failure.errors)
  }

  static let absent =
    "the clone is partial and lacks the needed objects, which tntc does not fetch; fetch them first "
    + "(`git fetch --refetch --no-filter`)"
}
