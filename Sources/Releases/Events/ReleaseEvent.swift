package import Rendering
import Settings
package import WorkflowModel
package import YAML

/// What happens to a release. Nothing else changes one.
package enum ReleaseEvent: Sendable {
  /// A version was rendered from a workflow directory.
  case rendered(Candidate, RenderedAs)
  /// A fix of the live version was rendered, for this tree alone, whatever its source has come to.
  ///
  /// - Parameter line: names the line of the version that is fixed.
  case fixed(Candidate, line: VersionNumber, RenderedAs)
  /// A version was brought from the tree of another environment.
  case carried(Candidate, CarriedAs = .live)
  /// Back to a version below the live one, which is then pinned; nil for `Release.rollbackTarget`. The version that was
  /// live is bad from then on, unless it is said to be good.
  case rolledBack(to: VersionNumber?, reason: String?, isGood: Bool = false)
  /// A version goes live; nil for the canary, else the newest.
  case promoted(VersionNumber?)
  /// A version starts to run beside the live one, or gets another share.
  ///
  /// - Parameters:
  ///   - version: nil for the canary that runs.
  ///   - route: nil for that of the same canary, else a split.
  case canaryStarted(VersionNumber?, weight: Int, route: CanaryRoute?)
  /// The canary goes, and was not promoted.
  case canaryAborted
  /// The canary goes, after it was promoted.
  case canaryEnded
  /// Newer versions go live again.
  case unpinned
  /// A version must not go live again; nil for no reason that is known.
  case markedBad(VersionNumber, reason: String?)
  case markedGood(VersionNumber)
  /// The oldest versions beyond a number leave the tree, except for those in use.
  case pruned(keep: Int, inUse: [VersionNumber])
  /// The workflow leaves its tree.
  case removed
  /// The workflow is there again; numbers that it had before it was removed are taken.
  case returned([Tombstone])
  /// The files of versions and overlays were taken away by a run that was interrupted.
  case lost(files: Set<String>)

  // Inputs of the rest of the state.

  case configured(Mapping, flags: [String])
  case located(source: String)
  /// The workflow is new, and its source had another name before.
  case renamed(from: String)
  /// It was said that a tree from before there were network policies gets none by itself.
  case leftOpen
  /// A config overlay comes into force, or none; those of long ago leave the tree, except for those of running pods.
  case overlaid(RetainedOverlay?, running: [String])
  /// - `sidecars`: the names that stand for their images.
  case derived(DerivedFiles, sidecars: [String] = [])
}

extension ReleaseEvent {
  /// Whether it leads to what ran here before, and must not be held up.
  package var isWayBack: Bool {
    if case .rolledBack = self { return true }
    return false
  }

  /// Whether a version starts to run that need not have run here before.
  package var bringsVersion: Bool {
    switch self {
    case .promoted, .canaryStarted, .carried(_, .live), .carried(_, .canary): true
    default: false
    }
  }
}

/// A version as it comes to a tree.
package struct Candidate: Hashable, Sendable {
  package let version: VersionNumber
  package let digest: String
  /// Digest of the file that the version would get.
  package let fileDigest: String
  /// How many ConfigMaps the file has.
  package let parts: Int
  /// The version that it is a fix of; nil for one of the workflow's source.
  package var fixes: VersionNumber?

  package init(
    version: VersionNumber, digest: String, fileDigest: String, parts: Int = 1, fixes: VersionNumber? = nil
  ) {
    (self.version, self.digest, self.fileDigest) = (version, digest, fileDigest)
    (self.parts, self.fixes) = (parts, fixes)
  }
}

/// What becomes of a version that another environment has.
package enum CarriedAs: Hashable, Sendable {
  case live
  /// It is added and waits.
  case staged
  /// It runs beside the live one.
  ///
  /// - Parameter route: as in `ReleaseEvent.canaryStarted`.
  case canary(weight: Int, route: CanaryRoute?)
}

/// How a version is rendered.
package struct RenderedAs: Hashable, Sendable {
  /// Add it, and let what is live stay live.
  package var stage = false
  /// Replace the newest version, which has the same number.
  package var amend = false
  /// Take a pin away first, so that it goes live though it may be in the tree already.
  package var unpin = false

  package init(stage: Bool = false, amend: Bool = false, unpin: Bool = false) {
    (self.stage, self.amend, self.unpin) = (stage, amend, unpin)
  }
}

extension Release {
  /// Changes the state by the rules of the tree, or leaves it as it is.
  ///
  /// - Throws: why the rules forbid it.
  package mutating func apply(_ event: ReleaseEvent, _ consent: Consent = Consent()) throws(Refusal) {
    // An event is applied as a whole or not at all.
    var next = self
    switch event {
    case .rendered(let candidate, let manner): try next.admit(candidate, manner, consent)
    case .fixed(let candidate, let line, let manner):
      try next.fix(candidate, on: line, manner, consent)
    case .carried(let candidate, let manner): try next.carry(candidate, manner, consent)
    case .rolledBack(let version, let reason, let isGood):
      try next.rollBack(to: version, reason, isGood: isGood, consent)
    case .promoted(let version): try next.promote(version, consent)
    case .canaryStarted(let version, let weight, let route):
      try next.start(version, weight, route, consent)
    case .canaryAborted: try next.abortCanary()
    case .canaryEnded: try next.endCanary()
    case .unpinned: next.pin = nil
    case .markedBad(let version, let reason): try next.markBad(version, reason)
    case .markedGood(let version): try next.markGood(version)
    case .pruned(let keep, let inUse): next.retain(keep, inUse: inUse)
    case .removed: next.leave()
    case .returned(let numbers): next.bury(numbers)
    case .lost(let files): next.lose(files)
    case .configured(let settings, let flags): next.configure(settings, flags)
    case .located(let source): next.source = source
    case .renamed(let name): next.renamedFrom = name
    case .leftOpen: next.networkPolicy = next.networkPolicy ?? .off
    case .overlaid(let overlay, let running):
      next.bringIntoForce(overlay)
      next.retainOverlays(running: running)
    case .derived(let files, let sidecars):
      next.derive(files)
      next.sidecars = sidecars
    }
    self = next
  }

  /// What the settings closed stays closed when they no longer mention it.
  private mutating func configure(_ settings: Mapping, _ flags: [String]) {
    (self.settings, self.flags) = (settings, flags)
    if NetworkPolicySettings(settings[.networkPolicy]).kind == .kubernetes { networkPolicy = .kubernetes }
  }

  /// The state after an event.
  package func applying(
    _ event: ReleaseEvent, _ consent: Consent = Consent()
  ) throws(Refusal) -> Release {
    var release = self
    try release.apply(event, consent)
    return release
  }
}

/// What rendering a version did to the list of versions.
package enum Admission: Hashable, Sendable {
  case added
  case amended
  /// It is in the tree already, with the same content.
  case known
  /// It was not added: this environment gets versions by `tntc promote` only.
  case withheld
}

extension Release {
  /// What became of a version since an earlier state.
  package func admission(of version: VersionNumber, since before: Release) -> Admission {
    guard let now = self[version] else { return .withheld }
    guard let old = before[version] else { return .added }
    return old.digest == now.digest ? .known : .amended
  }
}
