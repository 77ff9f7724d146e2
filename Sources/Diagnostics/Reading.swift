/// What a reader made of a text, and what it found there. The content cannot be had without saying what becomes of
/// the findings, so that no warning is lost on the way.
package struct Reading<Content: Sendable>: Sendable {
  private let content: Content
  private let findings: [Finding]

  package init(_ content: Content, _ findings: [Finding]) {
    (self.content, self.findings) = (content, findings)
  }

  /// - Parameter report: gets all findings, errors among them.
  package func content(_ report: ([Finding]) throws -> Void) rethrows -> Content {
    try report(findings)
    return content
  }
}
