extension GitRepository {
  /// Which of some files git ignores and does not track, so that no clone has them.
  ///
  /// The answer is empty when git fails: it is only advice about git, and without git there is no need for it.
  ///
  /// - Parameter paths: as the repository names them.
  package func ignored(_ paths: [String]) -> Set<String> {
    if paths.isEmpty { return [] }
    // It ends with 1 when there is none.
    // It takes paths as they are, and refuses to be told so.
    let output = try? git(
      ["check-ignore", "-z", "--stdin"], input: Array(paths.map { "\($0)\0" }.joined().utf8), pathspecs: [])
    return Set((output ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }
}
