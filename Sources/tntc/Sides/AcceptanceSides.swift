import Comparison
import Files
import Git
import Processes
import Settings
import Tree

/// The files of `.tentacular/` as the two sides of a comparison have them: what is accepted, and the settings.
struct AcceptanceSides {
  private static let settings = [ConfigurationFile.name, ".tentacular/base-image.txt"]

  /// The folder that holds `.tentacular`, as seen from the working directory.
  private let folder: String

  init() {
    let found = [ConfigurationFile.name, AcceptedRisks.name].lazy.compactMap {
      ConfigurationFile.folder(with: $0)
    }.first
    let start = Path.resolved(".") ?? ""
    folder = found ?? GitRepository.root(holding: ".").map { Path.relative($0, from: start) } ?? "."
  }

  private var path: String { Path.join(folder, AcceptedRisks.name) }

  /// - Throws: `InvalidInput` when what the change accepts cannot be read, `FileError`.
  func gate(_ limit: Gate.Limit, from: ComparedTree.Place, to: ComparedTree.Place) throws -> Gate {
    let (old, new) = (try files(from), try files(to))
    let accepted = try new[AcceptedRisks.name].map { try AcceptedRisks.read($0, path: path) }
    // What could not be read before accepted nothing.
    let before = old[AcceptedRisks.name].flatMap { try? AcceptedRisks.read($0, path: path) }
    let none = AcceptedRisks(path: path)
    return Gate(
      limit, accepted: accepted ?? none, before: before ?? none,
      isSettled: Self.settings.allSatisfy { old[$0] == new[$0] })
  }

  /// By name; without those that are not there.
  private func files(_ place: ComparedTree.Place) throws -> [String: [UInt8]] {
    let names = [AcceptedRisks.name] + Self.settings
    switch place {
    case .folder:
      var files: [String: [UInt8]] = [:]
      for name in names {
        files[name] = try Disk.readIfPresent(Path.join(folder, name), limit: AcceptedRisks.maximumBytes)
      }
      return files
    case .revision(let repository, let commit, let revision):
      // Of a tree in another repository the files here are asked.
      let paths = names.compactMap { repository.path(of: Path.join(folder, $0)) }
      guard paths.count == names.count else { return try files(.folder) }
      do {
        let ids = try repository.files(paths, at: commit)
        let contents = try repository.contents(of: ids.values.sorted())
        var files: [String: [UInt8]] = [:]
        for (name, path) in zip(names, paths) { files[name] = ids[path].flatMap { contents[$0] } }
        return files
      } catch {
        throw FileError("compare", "\(AcceptedRisks.name) of \(revision)", .said(error.message))
      }
    }
  }
}
