import Diagnostics
import Files
import Subprocess
import SystemPackage
import WorkflowModel

/// Has Deno check the types of the nodes, with the types that the engine gives them. Nothing is run, and nothing fetched.
struct TypeCheck {
  let loaded: LoadedWorkflow
  let scratch: ScratchFolder
  let deno: String

  private static let mostOutput = 1 << 24

  /// - Throws: when Deno cannot be run.
  func findings() async throws -> [Finding] {
    let directory = loaded.directory
    let ended = try await Subprocess.run(
      .path(FilePath(deno)),
      arguments: Arguments(
        [
          "check", "--quiet", "--no-lock", "--no-remote", "--no-npm", "--config", scratch.denoConfiguration,
          "--import-map", scratch.importMap,
        ] + loaded.workflow.nodes.map { Path.join(directory, $0.path) }),
      environment: .inherit.updating([
        "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "DENO_DIR": scratch.typeCache,
      ]),
      workingDirectory: FilePath(directory), output: .discarded, error: .bytes(limit: Self.mostOutput))
    if case .exited(0) = ended.terminationStatus { return [] }
    let text = String(decoding: ended.standardError, as: UTF8.self)
    let errors = TypeErrors.read(text)
    if errors.isEmpty { return [unreadable(text)] }
    return errors.filter { !isInPackage($0) }.map(finding)
  }

  /// Deno checks no types of packages that it loads itself: their authors have other settings.
  private func isInPackage(_ error: TypeErrors.Item) -> Bool {
    error.place?.hasPrefix("\(FileURL.text(loaded.directory))/\(WorkflowSource.vendorFolder)/") ?? false
  }

  private func finding(_ error: TypeErrors.Item) -> Finding {
    let prefix = FileURL.text(loaded.directory) + "/"
    if let place = error.place, place.hasPrefix(prefix),
      let found = SourcePlace(String(place.dropFirst(prefix.count)), in: loaded.source)
    {
      return Finding(
        path: Path.join(loaded.origin, found.path), position: found.position, message: error.message,
        excerpt: found.excerpt, rule: .modules)
    }
    return Finding(path: workflowFile, message: error.message, rule: .modules)
  }

  private func unreadable(_ text: String) -> Finding {
    let line = text.split(separator: "\n").first.map(String.init) ?? "Deno printed nothing"
    return Finding(
      path: workflowFile, message: "types cannot be checked: \(loaded.paths.original(line))", rule: .modules)
  }

  private var workflowFile: String { Path.join(loaded.origin, WorkflowSource.workflowFile) }
}

/// What `deno check` prints, taken apart: a message, which may have several lines, the line of the source, a line that
/// marks a part of it, and the place; then the same for what explains the error, which is left out.
enum TypeErrors {
  struct Item: Equatable {
    let message: String
    /// A URL with line and column.
    let place: String?
  }

  private static let head = " [ERROR]: "
  private static let place = "    at "

  static func read(_ text: String) -> [Item] {
    var blocks: [[Substring]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if isHead(line) {
        blocks.append([line])
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks.map(item)
  }

  private static func isHead(_ line: Substring) -> Bool {
    guard line.hasPrefix("TS") else { return false }
    let rest = line.dropFirst(2).drop { $0.isNumber }
    return rest.hasPrefix(head)
  }

  private static func item(_ block: [Substring]) -> Item {
    let end = block.firstIndex { $0.hasPrefix(place) || $0.isEmpty } ?? block.count
    let mark = block[..<end].lastIndex { !$0.isEmpty && $0.allSatisfy(" ^~".contains) }
    // Before the mark stands the line of the source.
    let lines = block[..<(mark.map { max(1, $0 - 1) } ?? end)]
    let message = lines.map { $0.drop { $0 == " " } }.joined(separator: " ").replacing(
      head, with: ": ", maxReplacements: 1)
    let found = block.prefix(end + 1).last.flatMap {
      $0.hasPrefix(place) ? String($0.dropFirst(place.count)) : nil
    }
    return Item(message: message, place: found)
  }
}
