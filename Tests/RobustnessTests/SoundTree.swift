import Foundation
import Releases
import Rendering
import Settings
import Tree
import WorkflowModel
import YAML

/// A workflow's folder of a tree, watched over many changes: it builds with every ConfigMap that is mounted, no
/// write-once file and no selector of a Deployment changes, and `verify` has nothing to say.
struct SoundTree {
  private let workflow: String
  private let tree: URL
  private var writeOnce: [String: [UInt8]] = [:]

  init(_ workflow: String, in tree: URL) {
    self.workflow = workflow
    self.tree = tree
  }

  var release: Release {
    get throws { try RetainedWorkflow(workflow, in: tree.path).release }
  }

  /// What is wrong with it now.
  ///
  /// - Parameter replaced: files that are written once, and that the last change was asked to replace.
  mutating func problems(replaced: Set<String> = []) throws -> [String] {
    let folder = try Snapshot(of: tree.appending(path: workflow))
    var problems = TreeCheck.problems(in: folder)
    var planner = Planner(tree: tree.path, options: RenderOptions())
    problems += Verification.outcome(workflow, &planner).problems.map {
      "\($0)"
    }
    for (path, entry) in folder.entries where ReleaseNames.isWriteOnce(path) {
      guard case .file(let bytes) = entry else { continue }
      if writeOnce.updateValue(bytes, forKey: path) ?? bytes != bytes, !replaced.contains(path) {
        problems.append("\(path) has changed")
      }
    }
    for (file, track) in [("deployment.yaml", "stable"), ("deployment-canary.yaml", "canary")] {
      guard let text = folder.text(file) else { continue }
      let selector = try? Reader.read(Array(text.utf8)).valid()?.value["spec"]?["selector"]
      let expected: Value = [
        "matchLabels": [
          "app.kubernetes.io/name": .string(workflow), "app.kubernetes.io/component": "engine",
          "tentacular.dev/track": .string(track),
        ]
      ]
      if selector != expected { problems.append("the selector of \(file) has changed") }
    }
    let release = try release
    for version in release.inUse where release[version] == nil {
      problems.append("\(version.text) is not retained")
    }
    return problems
  }
}
