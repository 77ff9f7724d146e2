import Foundation
import TestSupport

/// A folder below `golden/`: input, commands, and what came of them.
///
/// - `input/`: copied to a scratch folder, in which the commands run; may be missing.
/// - `commands`: a shell line each, run in order with `tntc` on PATH; `#` starts a comment.
/// - `transcript`: each line, what it printed, and its exit code when that is not 0.
/// - `expected/`: every file that is new afterwards, or not as it was in the input.
/// - `expected.digests`: the same for files over 64 KB, as size and path alone.
struct GoldenCase: Sendable, CustomStringConvertible {
  static let folder = repositoryRoot.appending(path: "golden")

  let name: String

  var description: String { name }
  var root: URL { Self.folder.appending(path: name) }

  static let all: [GoldenCase] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter {
      FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/commands").path)
    }.map(GoldenCase.init)
  }()

  var commands: [String] {
    get throws {
      try String(contentsOf: root.appending(path: "commands"), encoding: .utf8).split(separator: "\n")
        .map(String.init).filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
    }
  }

  /// What is recorded in the repository.
  var recorded: GoldenResult {
    get throws {
      let transcript = root.appending(path: "transcript")
      return GoldenResult(
        transcript: (try? String(contentsOf: transcript, encoding: .utf8)) ?? "",
        files: try FileTree.read(root.appending(path: "expected")),
        large: (try? String(contentsOf: root.appending(path: "expected.digests"), encoding: .utf8)) ?? "")
    }
  }

  /// Writes a result over what was recorded.
  func record(_ result: GoldenResult) throws {
    let manager = FileManager.default
    try? manager.removeItem(at: root.appending(path: "expected"))
    try? manager.removeItem(at: root.appending(path: "expected.digests"))
    try root.write(Array(result.transcript.utf8), to: "transcript")
    for (path, bytes) in result.files { try root.write(bytes, to: "expected/\(path)") }
    if !result.large.isEmpty { try root.write(Array(result.large.utf8), to: "expected.digests") }
  }
}

/// What the commands of a case came to.
struct GoldenResult: Equatable {
  var transcript: String
  /// Small files that are new or changed.
  var files: [String: [UInt8]]
  /// A line for each large one.
  var large: String
}

/// Reads the files below a folder.
enum FileTree {
  /// Path and content of every file; a link is its target after `-> `. `.git` is left out.
  static func read(_ folder: URL) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    guard let paths = FileManager.default.enumerator(atPath: folder.path) else { return [:] }
    for case let path as String in paths {
      if path == ".git" || path.hasPrefix(".git/") || path.contains("/.git/") { continue }
      let file = folder.appending(path: path)
      switch paths.fileAttributes?[.type] as? FileAttributeType {
      case .typeRegular?: files[path] = Array(try Data(contentsOf: file))
      case .typeSymbolicLink?:
        files[path] = Array("-> \(try FileManager.default.destinationOfSymbolicLink(atPath: file.path))".utf8)
      default: break
      }
    }
    return files
  }
}
