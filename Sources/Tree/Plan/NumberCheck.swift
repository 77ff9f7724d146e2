package import Diagnostics
import Files
package import Releases
import Rendering
import Settings
import WorkflowModel

/// Finds numbers that stand for two contents: one of them in a tree, the other there or in that of another
/// environment. What has left every tree is no more to be mended, and no finding.
package struct NumberCheck {
  private let tree: Numbers
  /// Trees of the other environments, with whether each is checked itself.
  private let others: [(numbers: Numbers, isChecked: Bool)]

  /// What is wrong with the record of removed workflows.
  package let damage: [ReleaseProblem]

  /// - Parameters:
  ///   - others: trees of the same workflows for other environments.
  ///   - checked: those of them that were checked before this one, and told what they have in common.
  package init(_ tree: String, others: [String], checked: [String]) {
    let own = Numbers(tree)
    self.tree = own
    damage = own.damage
    self.others = others.filter { $0 != tree }.map { (Numbers($0), checked.contains($0)) }
  }

  package func findings(_ workflow: String) -> [Finding] {
    guard let release = tree.release(workflow) else { return [] }
    return release.versions.compactMap { version in
      if (release.tombstones + tree.left(workflow)).contains(where: { Self.isOther($0, version) }) {
        return finding(
          release, version,
          "was used before with other content, as the lock or `\(RemovedWorkflows.path(in: tree.path))` tells"
        )
      }
      for (other, isChecked) in others {
        let there = other.release(workflow)
        if ((there?.tombstones ?? []) + other.left(workflow)).contains(where: { Self.isOther($0, version) }) {
          return finding(
            release, version, "was in `\(other.path)` with other content, before it left that tree")
        }
        guard !isChecked, let there, let same = there[version.version], same.digest != version.digest else {
          continue
        }
        return finding(
          release, version, "is in `\(other.path)` with other content", other: other.path,
          canBeAmended: [release, there].allSatisfy { $0.newest == version.version && !$0.isManual })
      }
      return nil
    }
  }

  /// - Parameter other: a tree that could give way as well as this one.
  private func finding(
    _ release: Release, _ version: RetainedVersion, _ problem: String, other: String? = nil,
    canBeAmended: Bool = false
  ) -> Finding {
    let folders = [tree.path, other].compactMap(\.self).map { "`\(Path.join($0, release.workflow))`" }
    // A version that only gets a higher one beside it still has its number.
    return Finding(
      path: Path.join(Path.join(tree.path, release.workflow), ReleaseNames.versionFile(version.version)),
      message:
        "\(problem), and a number means one version everywhere; take \(folders.joined(separator: " or ")) "
        + "back from git as it was before, raise `version:` and render"
        + (canBeAmended ? "; while it has not been released, `tntc render --amend` makes one of both" : ""))
  }

  static func isOther(_ stone: Tombstone, _ version: RetainedVersion) -> Bool {
    stone.version.isSameNumber(as: version.version) && stone.digest != version.digest
  }

  /// What the numbers of one tree stand for. A lock that cannot be read is a finding of its own.
  private struct Numbers {
    let path: String
    let damage: [ReleaseProblem]
    private let removed: RemovedWorkflows

    init(_ path: String) {
      self.path = path
      do {
        removed = try RemovedWorkflows.read(in: path)
        damage = []
      } catch {
        removed = RemovedWorkflows()
        let message = (error as? FileError)?.message ?? "\(error)"
        let path = RemovedWorkflows.path(in: path)
        damage = [error as? ReleaseProblem ?? .finding(Finding(path: path, message: message))]
      }
    }

    func release(_ workflow: String) -> Release? {
      try? Release.read(in: Path.join(path, workflow))
    }

    func left(_ workflow: String) -> [Tombstone] { removed.tombstones(of: workflow) }
  }
}
