import Settings

extension RenderedFile {
  /// What git and the pages for reviews have to know of a workflow's folder; the same in every one.
  ///
  /// LF on every system, as the lock holds digests of bytes. A version is folded away in a review, where the
  /// source that it was made from is read; it stays text, so that `git diff` and a click still show it.
  package static let attributes = RenderedFile(
    path: ReleaseNames.attributes,
    bytes: Array(
      """
      # Written by tntc: digests are of bytes, so no system may change line endings.
      * text=auto eol=lf
      # Reviews fold versions away and show their source; `git diff` shows both.
      /versions/*.yaml linguist-generated gitlab-generated

      """.utf8))
}
