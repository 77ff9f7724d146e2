/// What the annotations of one object may come to.
package enum AnnotationLimit {
  /// Keys and values together (apimachinery, `TotalAnnotationSizeLimitB`).
  package static let bytes = 262_144
  /// What tntc's own on any object come to at most, a text as long as is left aside.
  package static let own = 200
}
