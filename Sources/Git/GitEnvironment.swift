import Files
@unsafe @preconcurrency import Glibc

/// The variables that git gets: what makes its answers depend on a user, a hook or the place it is called from is
/// taken away.
///
/// Git's own `git rev-parse --local-env-vars` names those that say which repository is meant. A hook sets them, and
/// programs that it starts in another repository would be answered from the hook's.
struct GitEnvironment: Sendable {
  /// Where git and its settings are. Settings have to be read, for `safe.directory`; what else they say is overruled.
  private static let kept: Set<String> = [
    "GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_TEST_ASSUME_DIFFERENT_OWNER",
  ]

  /// While a hook runs: `git commit FILE` checks an index that only that commit has.
  private static let index = "GIT_INDEX_FILE"

  /// Objects that are being received lie apart while a hook looks at them.
  private static let ofRepository = [
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH",
  ]

  private static let overruled: [String: String] = [
    // What is compared is what is there, not what another object is said to stand for.
    "GIT_NO_REPLACE_OBJECTS": "1",
    // A path without a file: an empty file makes git give advice.
    "GIT_GRAFT_FILE": "/dev/null/none",
    // A question never becomes a download.
    "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "", "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    // Settings can send these to standard error.
    "GIT_TRACE2": "0", "GIT_TRACE2_EVENT": "0", "GIT_TRACE2_PERF": "0",
  ]

  private let inherited: [String: String]
  /// What git is started with; nil takes a variable away.
  private(set) var variables: [String: String?]

  init() { self.init(inherited: Self.current) }

  /// - Parameter inherited: the variables of this process.
  init(inherited: [String: String]) {
    self.inherited = inherited
    var variables: [String: String?] = [:]
    for name in inherited.keys where name.hasPrefix("GIT_") && !Self.kept.contains(name) {
      variables[name] = .some(nil)
    }
    variables.merge(Self.trust(inherited)) { $1 }
    variables.merge(Self.overruled.mapValues(Optional.some)) { $1 }
    self.variables = variables
  }

  /// Whether an inherited variable could name the repository.
  var mayNameRepository: Bool { (Self.ofRepository + [Self.index]).contains { inherited[$0] != nil } }

  /// Gives back what belongs to a repository.
  ///
  /// - Parameters:
  ///   - gitFolder: that of its working tree, resolved.
  ///   - commonFolder: that of all its working trees, resolved.
  ///   - root: of the working tree, which git reads relative paths from.
  mutating func adopt(gitFolder: String, commonFolder: String, root: String) {
    if let named = inherited["GIT_DIR"] {
      // From here, as git would read it.
      let folder = Path.resolved(named)
      if folder == gitFolder || folder == commonFolder { adopt(Self.ofRepository) }
      // Another working tree of the repository has another index.
      if folder == gitFolder { adopt([Self.index]) }
      return
    }
    // In the first working tree hooks get an index and no more.
    guard let index = inherited[Self.index] else { return }
    let path = index.hasPrefix("/") ? index : Path.join(root, index)
    // Further down are those of other working trees and of submodules.
    guard let resolved = Path.resolvedAllowingMissing(path), Path.parent(resolved) == gitFolder else {
      return
    }
    variables[Self.index] = resolved
  }

  private mutating func adopt(_ names: [String]) {
    for name in names { if let value = inherited[name] { variables[name] = value } }
  }

  /// Settings of the environment that let git read a repository of somebody else, and no others.
  private static func trust(_ inherited: [String: String]) -> [String: String?] {
    let count = inherited["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
    var values: [String] = []
    for index in 0..<max(0, min(count, 1000)) {
      if let key = inherited["GIT_CONFIG_KEY_\(index)"], key.lowercased() == "safe.directory",
        let value = inherited["GIT_CONFIG_VALUE_\(index)"]
      {
        values.append(value)
      }
    }
    if values.isEmpty { return [:] }
    var variables: [String: String?] = ["GIT_CONFIG_COUNT": "\(values.count)"]
    for (index, value) in values.enumerated() {
      variables["GIT_CONFIG_KEY_\(index)"] = "safe.directory"
      variables["GIT_CONFIG_VALUE_\(index)"] = value
    }
    return variables
  }

  /// The variables of this process that git might read.
  private static var current: [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee.map({ unsafe String(cString: $0) }) {
      unsafe entry += 1
      guard text.hasPrefix("GIT_"), let equals = text.firstIndex(of: "=") else { continue }
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    return variables
  }
}
