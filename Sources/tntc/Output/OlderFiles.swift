import Diagnostics
import Files
import Tree
import WorkflowModel

/// What a run found to be an older rendering, over all of its trees: told once, not for each workflow.
///
/// Two words that are never mixed: a tree is stale when the inputs that its locks record are others by now, and its
/// rendering is an older one when this tntc makes other bytes of the same inputs.
struct OlderFiles {
  private let workflows: [(folder: String, older: OlderRendering)]

  init(_ workflows: [(folder: String, older: OlderRendering)]) { self.workflows = workflows }

  var isEmpty: Bool { workflows.isEmpty }

  /// One finding for all files that match their inputs but another tntc rendered; nil when there are none.
  ///
  /// - Parameter isError: whether nothing may be an older rendering.
  func finding(isError: Bool, isListed: Bool) -> Finding? {
    guard let place else { return nil }
    let age = isOfNewer ? "a newer" : "an older"
    let way =
      isOfNewer
      ? "use that release" : "`tntc render` brings them up to date, and `tntc diff` shows what that changes"
    let list = workflows.count > 1 && !isListed ? "; --verbose lists them" : ""
    return Finding(
      isError ? .error : .notice, path: place,
      message:
        "\(amount) \(count == 1 ? "is" : "are") rendered by \(age) tntc: the inputs are the same, and this tntc "
        + "(\(ProgramVersion.text)) writes them differently\(writers(before: " than ")); \(way)\(list)")
  }

  /// What a change of something else takes along; nil when there is nothing.
  func takenAlong(isWritten: Bool) -> Finding? {
    guard let place else { return nil }
    let verb = isWritten ? "was" : "would be"
    let files = workflows.count == 1 ? workflows[0].older.files.joined(separator: ", ") : amount
    return Finding(
      .notice, path: place,
      message:
        "another rendering \(verb) taken along: this tntc (\(ProgramVersion.text)) writes \(files) "
        + "differently\(writers(before: " than ")), besides the other changes; `tntc diff` shows it separately"
    )
  }

  private var count: Int { workflows.reduce(0) { $0 + $1.older.files.count } }

  private var amount: String {
    let files = Counted.text(count, "file")
    return workflows.count == 1 ? files : "\(files) of \(Counted.text(workflows.count, "workflow"))"
  }

  /// Those that wrote the files, where they are not of this number; none where that is not known of all.
  private func writers(before words: String) -> String {
    var names: [String] = []
    for workflow in workflows {
      let name = workflow.older.writer ?? "0.1"
      if !names.contains(name) { names.append(name) }
    }
    if names.contains(ProgramVersion.text) { return "" }
    return "\(words)tntc \(names.joined(separator: " and ")) did"
  }

  private var isOfNewer: Bool { workflows.allSatisfy(\.older.isOfNewer) }

  /// The folder that holds all of them.
  private var place: String? {
    guard var place = workflows.first?.folder else { return nil }
    while workflows.contains(where: { $0.folder != place && !$0.folder.hasPrefix("\(place)/") }) {
      let parent = Path.parent(place)
      if parent == place || parent.isEmpty { return "." }
      place = parent
    }
    return place
  }
}
