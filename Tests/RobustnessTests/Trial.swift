import Foundation

/// A change, with the workshop before it and after it: what an interrupted render is measured by.
struct Trial {
  let change: Change
  let names: [String]
  let before: Workshop
  let treeBefore: Snapshot
  let treeAfter: Snapshot
  /// workflow.yaml of each workflow, before and after.
  private let filesBefore: Snapshot
  private let filesAfter: Snapshot

  struct Unprepared: Error, CustomStringConvertible {
    let description: String
  }

  init(_ change: Change, in workshop: Workshop, names: [String]) throws {
    self.change = change
    self.names = names
    before = workshop
    try change.prepare(workshop, names)
    treeBefore = try Snapshot(of: workshop.tree)
    filesBefore = try Snapshot(of: workshop.folder.appending(path: "flows"))
    let done = try workshop.copy(to: workshop.beside("done"))
    let ending = try change.render(done)
    treeAfter = try Snapshot(of: done.tree)
    filesAfter = try Snapshot(of: done.folder.appending(path: "flows"))
    guard ending.status == 0, treeAfter != treeBefore else {
      throw Unprepared(description: "\(change.testDescription): \(ending.summary)")
    }
  }

  /// What is wrong with a workshop whose render was interrupted.
  func problemsOfInterrupted(_ workshop: Workshop) throws -> [String] {
    let tree = try Snapshot(of: workshop.tree)
    var problems = try sourceProblems(workshop)
    for name in try TreeCheck.workflows(in: workshop.tree) {
      let found = tree[folder: name]
      if found == treeBefore[folder: name] || found == treeAfter[folder: name] { continue }
      let folder = workshop.tree.appending(path: name)
      problems += TreeCheck.problems(in: try Snapshot(of: folder)).map { "\(name): \($0)" }
    }
    return problems
  }

  /// Names of workflows that are neither as they were nor as they shall be.
  func halfDone(_ workshop: Workshop) throws -> [String] {
    let tree = try Snapshot(of: workshop.tree)
    return try TreeCheck.workflows(in: workshop.tree).filter {
      tree[folder: $0] != treeBefore[folder: $0] && tree[folder: $0] != treeAfter[folder: $0]
    }
  }

  /// A file of the source is old or new, whole.
  private func sourceProblems(_ workshop: Workshop) throws -> [String] {
    let files = try Snapshot(of: workshop.folder.appending(path: "flows"))
    return filesBefore.entries.keys.sorted().compactMap { path in
      let entry = files.entries[path]
      return entry == filesBefore.entries[path] || entry == filesAfter.entries[path]
        ? nil : "flows/\(path) is neither old nor new"
    }
  }

  /// What is wrong after the change was rendered again, to its end.
  func problemsOfRepeated(_ workshop: Workshop) throws -> [String] {
    let isDone = try Snapshot(of: workshop.tree) == treeAfter
    let ending = try change.render(workshop)
    // A change of what is live that has come to its end is refused when it is asked for again.
    let isRefused = change.release != nil && isDone && ending.status == 1
    guard ending.status == 0 || isRefused, ending.signal == nil else {
      return ["the next render: \(ending.summary)"]
    }
    let tree = try Snapshot(of: workshop.tree).differences(from: treeAfter)
    let files = try Snapshot(of: workshop.folder.appending(path: "flows")).differences(from: filesAfter)
    return (tree + files.map { "flows/\($0)" }).map { "after the next render \($0)" }
  }
}
