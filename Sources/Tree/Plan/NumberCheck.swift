package import Diagnostics
import Files
package import Releases
import Rendering
import Settings
import WorkflowModel

/// Finds numbers that stand for two contents: one of them in a tree, the other there or in that of another
/// environment. What has left every tree is no more to be mended, and no finding.
package struct NumberCheck {
  private let tree: NumberRecords.Numbers
  /// Trees of the other environments, with whether each is checked itself.
  private let others: [(numbers: NumberRecords.Numbers, isChecked: Bool)]

  /// What is wrong with the record of removed workflows.
  package var damage: [ReleaseProblem] { tree.damage }

  /// - Parameters:
  ///   - workflows: those that are checked.
  ///   - others: trees of the same workflows for other environments.
  ///   - checked: those of them that were checked before this one, and told what they have in common.
  ///   - records: what is known of trees that were read for another one.
  package init(
    _ tree: String, of workflows: [String], others: [String], checked: [String],
    _ records: inout NumberRecords
  ) {
    self.tree = records.removed(in: tree)
    self.others = others.filter { $0 != tree }.map {
      (records.all(in: $0, of: workflows), checked.contains($0))
    }
  }

  package func findings(_ release: Release) -> [Finding] {
    let workflow = release.workflow
    return release.versions.compactMap { version in
      if (release.tombstones + tree.left(workflow)).contains(where: { Self.isOther($0, version) }) {
        return finding(
          release, version,
          "was used before with other content, says the lock or `\(RemovedWorkflows.path(in: tree.path))`"
        )
      }
      for (other, isChecked) in others {
        let there = other.state(workflow)
        if ((there?.tombstones ?? []) + other.left(workflow)).contains(where: { Self.isOther($0, version) }) {
          return finding(
            release, version, "was in `\(other.path)` with other content, before it left that tree")
        }
        guard !isChecked, let there,
          let same = there.versions.first(where: { $0.version == version.version }),
          same.digest != version.digest
        else { continue }
        return finding(
          release, version, "is in `\(other.path)` with other content", other: other.path,
          canBeAmended: [NumberRecords.State(release), there].allSatisfy {
            $0.newest == version.version && !$0.isManual
          })
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
        "\(problem), and a number means one version everywhere; restore \(folders.joined(separator: " or ")) from "
        + "git, raise `version:` and render"
        + (canBeAmended ? "; while it has not been released, `tntc render --amend` replaces both by one" : "")
    )
  }

  static func isOther(_ stone: Tombstone, _ version: RetainedVersion) -> Bool {
    stone.version.isSameNumber(as: version.version) && stone.digest != version.digest
  }
}
