import Settings
import WorkflowModel

extension Release {
  /// Brings a config overlay into force, or none.
  ///
  /// - Parameter overlay: its name, and the digest of its file.
  /// - Returns: whether its file is new to the tree.
  package mutating func bringIntoForce(_ overlay: RetainedOverlay?) -> Bool {
    let inTree = overlays.first { $0.name == overlay?.name }
    if let overlay, self.overlay != overlay.name {
      overlays.removeAll { $0.name == overlay.name }
      overlays.append(inTree ?? overlay)
    }
    self.overlay = overlay?.name
    return overlay != nil && inTree == nil
  }

  /// Drops the overlays that were in force longest ago, beyond `keep`.
  ///
  /// - Parameter before: the overlay of the running pods, which stays.
  package mutating func retainOverlays(_ keep: Int, before: String?) {
    var excess = overlays.count - max(keep, Retention.least)
    overlays.removeAll { retained in
      guard excess > 0, retained.name != overlay, retained.name != before else { return false }
      excess -= 1
      return true
    }
  }
}
