package import Diagnostics
package import WorkflowModel
import YAML

/// What two versions of a workflow have in `vendor/`, compared as packages.
package struct PackageComparison: Sendable {
  /// Those that are not the same: first those that modules of the workflow import, then what these bring along.
  package let changes: [PackageChange]
  /// Why one of the two vendor.lock cannot be read, so that files stand for themselves.
  package let problems: (before: InvalidInput?, after: InvalidInput?)
  /// The texts of the packages that files are of, by their paths, before and after.
  private let owners: (before: [ByteKey: String], after: [ByteKey: String])

  package init(from old: WorkflowSource?, to new: WorkflowSource?) {
    let (before, after) = (Self.side(old), Self.side(new))
    problems = (before.problem, after.problem)
    guard let before = before.side, let after = after.side, !before.isSame(as: after) else {
      (changes, owners) = ([], ([:], [:]))
      return
    }
    changes = PackagePairing(from: before, to: after).changes
    owners = (
      before.owners.mapValues { before.packages[$0].text }, after.owners.mapValues { after.packages[$0].text }
    )
  }

  private static func side(_ source: WorkflowSource?) -> (side: PackageSide?, problem: InvalidInput?) {
    do throws(InvalidInput) {
      return (try PackageSide(source), nil)
    } catch {
      return (nil, error)
    }
  }

  /// The package that a file which is not the same is of, by its path: the new one where there are two.
  package func package(of path: String) -> String? {
    owners.after[ByteKey(path)] ?? owners.before[ByteKey(path)]
  }

  /// Whether the packages tell of a file that is not the same.
  ///
  /// What lies in `vendor/` and in no vendor.lock stands for itself, and so does a vendor.lock with the same packages.
  package func tells(of path: String, isBefore: Bool, isAfter: Bool) -> Bool {
    if path.hasSameBytes(as: WorkflowSource.vendorLock) { return !changes.isEmpty }
    let key = ByteKey(path)
    return (!isBefore || owners.before[key] != nil) && (!isAfter || owners.after[key] != nil)
  }
}
