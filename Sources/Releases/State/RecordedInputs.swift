import Settings

extension Release {
  /// Whether another state was made of the same: the same versions run under the same settings, templates among them,
  /// and the same is known of all. What follows from that, the derived files, may still be others, as another tntc
  /// makes them.
  package func hasSameInputs(as other: Release) -> Bool { inputs == other.inputs }

  private var inputs: Release {
    var state = self
    (state.derived, state.sidecars) = (DerivedFiles(), [])
    // A tree from before there were network policies is as open before somebody said so as it is after.
    state.networkPolicy = networkPolicy ?? .off
    return state
  }
}
