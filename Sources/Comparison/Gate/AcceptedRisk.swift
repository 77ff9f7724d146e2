package import Diagnostics
import Releases
package import WorkflowModel
import YAML

/// One entry of `.tentacular/accepted.yaml`: that a person takes a risk of a workflow, and why.
package struct AcceptedRisk: Sendable {
  package let kind: RiskKind
  package let workflow: String
  /// Nil for every object, and so on.
  package let object: String?
  package let field: String?
  package let environment: String?
  /// What was live before the change.
  package let from: VersionNumber?
  /// The version that the change brings.
  package let to: VersionNumber?
  package let who: String
  package let why: String
  /// Where the entry begins in the file.
  package let position: Position

  /// Whether it has the same content, at any place in the file.
  func isSame(as other: AcceptedRisk) -> Bool {
    key.elementsEqual(other.key) { $0.map(ByteKey.init) == $1.map(ByteKey.init) }
  }

  private var key: [String?] {
    [kind.rawValue, workflow, object, field, environment, from?.text, to?.text, who, why]
  }

  /// Whether it is for a workflow of a tree.
  func concerns(_ workflow: String, in environment: String?) -> Bool {
    self.workflow.hasSameBytes(as: workflow)
      && self.environment.map { environment?.hasSameBytes(as: $0) ?? false } ?? true
  }

  /// Whether it speaks of a risk, except for versions.
  func names(_ risk: Risk) -> Bool {
    guard kind == risk.kind else { return false }
    let facts = risk.facts
    if let object {
      let objects = facts.objects
      guard !objects.isEmpty, objects.allSatisfy(object.hasSameBytes) else { return false }
    }
    return field.map { facts.path?.hasSameBytes(as: $0) ?? false } ?? true
  }
}

extension WorkflowChange {
  /// Versions that start to run, or are added, by this.
  var broughtVersions: [VersionNumber] {
    let live = after?.live == before?.live ? nil : after?.live
    let canary = after?.canary?.version == before?.canary?.version ? nil : after?.canary?.version
    let waiting = after?.added(since: before).filter { $0 != live && $0 != canary } ?? []
    return [live, canary].compactMap(\.self) + waiting
  }

  /// The entries by which a risk is accepted; none for one that is not.
  ///
  /// Of a change that brings several versions each has to be accepted, as a risk does not say which of them it is of.
  package func acceptances(of risk: Risk) -> [AcceptedRisk] {
    let named = accepted.filter { entry in
      entry.names(risk) && (entry.from.map { $0 == before?.live } ?? true)
    }
    let brought = broughtVersions
    let versions = brought.isEmpty ? [after?.live].compactMap(\.self) : brought
    let entries = named.filter { entry in entry.to.map(versions.contains) ?? true }
    if entries.contains(where: { $0.to == nil }) { return entries }
    let isCovered =
      !versions.isEmpty && versions.allSatisfy { version in entries.contains { $0.to == version } }
    return isCovered ? entries : []
  }

  /// All risks, including those that come only from another tntc, as nothing else checks them.
  package var allRisks: [Risk] { risks + (rendering?.risks ?? []).filter { !risks.contains($0) } }
}
