import Comparison
import Diagnostics
import Files
import Git
import Processes
import Settings
import Tree

/// The files of `.tentacular/` as the two sides of a comparison have them: what is accepted, and the settings.
struct AcceptanceSides: Sendable {
  private static let home = ".tentacular"
  private static let settings = [ConfigurationFile.name, ".tentacular/base-image.txt"]
  private static let names = [home, AcceptedRisks.name] + settings

  /// The folder that holds `.tentacular`, as seen from the working directory.
  private let folder: String

  init() {
    let found = [ConfigurationFile.name, AcceptedRisks.name].lazy.compactMap {
      ConfigurationFile.folder(with: $0)
    }.first
    let start = Path.resolved(".") ?? ""
    folder = found ?? GitRepository.root(holding: ".").map { Path.relative($0, from: start) } ?? "."
  }

  /// What is wrong with the accepted risks on the disk, each of which keeps `tntc diff` from a comparison.
  func findings() -> [Finding] {
    do {
      _ = try state(.folder).accepted()
      return []
    } catch let error as InvalidInput {
      return error.findings
    } catch {
      let path = Path.join(folder, AcceptedRisks.name)
      let message = (error as? FileError)?.message ?? "\(error)"
      return [Finding(path: (error as? FileError)?.path ?? path, message: message, rule: .configuration)]
    }
  }

  /// - Throws: `InvalidInput` when what the change accepts cannot be read, `FileError`.
  func gate(_ limit: Gate.Limit, from: ComparedTree.Place, to: ComparedTree.Place) throws -> Gate {
    let read = Parallel.map(count: 2, chunk: 1) { sides in
      sides.map { side in Result { try state([from, to][side]) } }
    }
    let (old, new) = (try read[0].get(), try read[1].get())
    // What could not be read before accepted nothing.
    let before = (try? old.accepted()) ?? AcceptedRisks(path: old.path)
    // The target of a link may change without a review of these files.
    let isSettled =
      old.links.isEmpty && new.links.isEmpty && Self.settings.allSatisfy { old.files[$0] == new.files[$0] }
    return Gate(limit, accepted: try new.accepted(), before: before, isSettled: isSettled)
  }

  /// What one side has.
  private struct State: Sendable {
    /// The folder that holds `.tentacular`, as seen from the working directory.
    let folder: String
    /// Nil for the disk.
    let revision: String?
    /// By name; without those that are not there, and links.
    var files: [String: [UInt8]] = [:]
    /// What leads elsewhere, the folder too: a symbolic link, or in git a submodule.
    var links: Set<String> = []

    var path: String { Path.join(folder, AcceptedRisks.name) }

    /// For messages.
    private func place(_ name: String) -> String {
      (revision.map { "\($0):" } ?? "") + Path.join(folder, name)
    }

    /// - Throws: `InvalidInput`, and `FileError` for one that is reached through a link: who may change what it leads to
    ///   need not be who may accept a risk.
    func accepted() throws -> AcceptedRisks {
      let name = AcceptedRisks.name
      if links.contains(name) {
        throw FileError("read", place(name), .notRegular(.symbolicLink))
      }
      guard let bytes = files[name] else { return AcceptedRisks(path: path) }
      if links.contains(AcceptanceSides.home) {
        throw FileError("read", place(AcceptanceSides.home), .notFolder(.symbolicLink))
      }
      guard bytes.count <= AcceptedRisks.maximumBytes else {
        throw FileError(
          "read", place(name), .tooLarge(bytes: bytes.count, limit: AcceptedRisks.maximumBytes))
      }
      return try AcceptedRisks.read(bytes, path: path)
    }
  }

  private func state(_ place: ComparedTree.Place) throws -> State {
    // Of a tree in another repository the files here are asked.
    guard case .revision(let repository, let commit, let revision) = place,
      let top = repository.path(of: folder)
    else { return try stateOnDisk() }
    var state = State(folder: folder, revision: revision)
    do {
      let tree = try repository.entries(Self.names.map { Path.join(top, $0) }, at: commit)
      let contents = try repository.contents(of: Set(tree.files.values).sorted())
      for name in Self.names {
        let path = Path.join(top, name)
        if tree.pointers[path] != nil { state.links.insert(name) }
        state.files[name] = tree.files[path].flatMap { contents[$0] }
      }
    } catch {
      throw FileError("compare", "\(AcceptedRisks.name) of \(revision)", .said(error.message))
    }
    return state
  }

  private func stateOnDisk() throws -> State {
    var state = State(folder: folder, revision: nil)
    for name in Self.names {
      let path = Path.join(folder, name)
      switch try Disk.kind(of: path) {
      case .symbolicLink: state.links.insert(name)
      case .folder where name == Self.home: break
      default: state.files[name] = try Disk.readIfPresent(path, limit: AcceptedRisks.maximumBytes)
      }
    }
    return state
  }
}
