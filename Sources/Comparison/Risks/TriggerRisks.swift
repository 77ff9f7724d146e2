import Releases
import Settings
import Tree
import WorkflowModel

extension WorkflowComparison {
  /// Triggers that fire as their version says, where settings were for one that has another name now.
  package func triggerRisks() throws -> [Risk] {
    guard let before, let after, before.release.live != after.release.live else { return [] }
    let (was, now) = (TriggerSettings(before.release.settings), TriggerSettings(after.release.settings))
    if now.isSuspended || was.names.isEmpty { return [] }
    guard let old = try before.live()?.cronNames, let new = try after.live()?.cronNames else { return [] }
    let lost = was.names.filter { old.contains($0) && !new.contains($0) }
    let free = new.filter { !old.contains($0) && !now.names.contains($0) }
    return lost.isEmpty || free.isEmpty ? [] : [.triggerSettings(of: lost, unlike: free)]
  }
}
