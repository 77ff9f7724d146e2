import WorkflowModel
import YAML

/// A package in `vendor/` that is not the same in two versions of a workflow.
package struct PackageChange: Hashable, Sendable {
  /// What one version has of it.
  package struct State: Hashable, Sendable {
    /// `jsr:@db/postgres@0.19.5`.
    package let text: String
    /// Nil for modules of a server whose address names none.
    package let version: String?
    /// As vendor.lock has it; nil where the package names none.
    package let license: String?
    /// The checksum of its registry; nil where there is none.
    package let integrity: String?
    /// How many files of it lie in `vendor/`; none for one that is part of another one's bundle.
    package let files: Int
  }

  /// Why the content differs while the version is the same.
  package enum Rewriting: String, Hashable, Sendable {
    /// The version changed and the checksum did not: one side is not the published package.
    case checksum
    /// vendor.lock does not explain it: somebody changed it, here or at its source.
    case unexplained
    /// Other files of it are imported; those on both sides are the same.
    case selection
    /// A package that it imports has another version, whose files it names or has in its bundle.
    case dependencies
    /// Another program made the bundles.
    case bundler
    /// Its address names no version, so what it leads to may change.
    case unversioned
  }

  /// Without its version: `jsr:@db/postgres`.
  package let title: String
  /// Nil where the package is not.
  package let before: State?
  package let after: State?
  /// Paths of its files, sorted.
  package let added: [String]
  package let changed: [String]
  package let removed: [String]
  /// Whether modules of the workflow import it, and not packages alone.
  package let isDirect: Bool
  /// The text of a package that they import, and that leads to this one; nil for one that is direct, or that none leads to.
  package let broughtBy: String?
  /// Nodes that load it, by what modules of the workflow import.
  package let nodes: [String]
  /// Nil where the version is another one too.
  package let rewriting: Rewriting?

  /// Those on both sides that are not the same.
  package var touched: [String] { (added + changed + removed).sorted { $0.precedesByBytes($1) } }
}

extension PackageChange {
  /// How one version follows another.
  package enum Step: String, Sendable {
    case upgrade
    /// To another first number, where all may be otherwise.
    case major
    case downgrade
  }

  /// Nil where there are no two versions with an order.
  package var step: Step? {
    guard let from = before?.version.flatMap(PackageVersion.init),
      let to = after?.version.flatMap(PackageVersion.init), from != to
    else { return nil }
    return to < from ? .downgrade : to.isMajor(since: from) ? .major : .upgrade
  }

  /// Whether it is another version with the checksum of the one before, which no registry has.
  var hasForeignChecksum: Bool {
    guard let before, let after, let checksum = after.integrity, before.text != after.text else {
      return false
    }
    return before.integrity?.hasSameBytes(as: checksum) ?? false
  }

  /// Whether a licence is another one, or no longer known.
  package var hasOtherLicense: Bool {
    guard let before, let after, let old = before.license else { return false }
    return !(after.license?.hasSameBytes(as: old) ?? false)
  }
}

/// A file of a package, or vendor.lock, that is not the same: told as a package, and shown to those who ask for it.
package struct VendoredFileChange: Sendable {
  let path: String
  /// Nil where the file is not.
  let old: [UInt8]?
  let new: [UInt8]?

  /// Compares the lines, which takes long in bundles.
  package var delta: FileDelta { FileDelta(path: path, old: old, new: new, nodes: []) }
}
