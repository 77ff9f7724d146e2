package import Diagnostics
import Files

/// Finds overlays on trees that stop workflows, or change them in a way that nobody expects.
///
/// An overlay is a kustomization outside of a tree that is built upon the folder of one of its workflows.
package enum OverlayCheck {
  /// A tree, with the workflows in it that are asked for.
  package struct KnownTree: Sendable {
    /// As seen from the working directory.
    package let path: String
    package let workflows: [String]
    package let asked: Set<String>

    package init(path: String, workflows: [String], asked: Set<String>) {
      (self.path, self.workflows, self.asked) = (path, workflows, asked)
    }
  }

  /// - Parameter kustomizations: every one of the repository, from the root and without links in their folders; those of
  ///   workflows may be among them.
  package static func findings(_ kustomizations: [String], _ trees: [KnownTree]) -> [Finding] {
    var places: [String: String] = [:]
    var asked: Set<String> = []
    for tree in trees {
      guard let resolved = Path.resolved(tree.path) else { continue }
      for name in tree.workflows {
        places[Path.join(resolved, name)] = Path.join(tree.path, name)
        if tree.asked.contains(name) { asked.insert(Path.join(resolved, name)) }
      }
    }
    let files = kustomizations.filter { places[Path.parent($0)] == nil }.compactMap(OverlayFile.init)
    if files.isEmpty { return [] }
    var reach = OverlayReach(files, workflows: Set(places.keys))
    let changed = reach.changed()
    var read: [String: OverlaidWorkflow?] = [:]
    return files.flatMap { file -> [Finding] in
      let folders = (changed[file.folder] ?? []).intersection(asked).compactMap { places[$0] }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      if folders.isEmpty { return [] }
      let rules = OverlayRules(file, folders) { folder in
        if let known = read[folder] { return known }
        let workflow = OverlaidWorkflow(folder)
        read[folder] = workflow
        return workflow
      }
      return rules.findings().inOrder(of: file.bytes)
    }
  }
}
