/// Differences that come only from another tntc with the same inputs, apart from other changes of a workflow.
package struct RenderingChange: Sendable {
  package enum Extent: String, Sendable {
    /// Nothing else is different.
    case alone
    /// It came together with what was done.
    case also
    /// Two releases of tntc wrote the two sides, and what of the change is theirs cannot be known: this one is neither,
    /// or the templates of one side are not here.
    case unknown
  }

  package let extent: Extent
  /// The releases of tntc that wrote the two sides; nil where a lock does not say so, as that of 0.1.
  package let writers: (from: String?, to: String?)
  /// Empty where it cannot be known.
  package let objects: [ObjectChange]
  package let risks: [Risk]
}

extension RenderingChange {
  /// Whether an object comes or goes by this alone.
  package func makes(_ object: ObjectChange) -> Bool {
    object.action != .changed && objects.contains { $0.isLike(object) && $0.action == object.action }
  }

  /// Whether a field has its new value by this alone.
  package func makes(_ field: FieldChange, of object: ObjectChange) -> Bool {
    objects.contains { $0.isLike(object) && $0.fields.contains(field) }
  }
}

extension ObjectChange {
  fileprivate func isLike(_ other: ObjectChange) -> Bool {
    (role, kind, name) == (other.role, other.kind, other.name)
  }
}
