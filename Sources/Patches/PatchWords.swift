extension PatchFailure {
  /// What is wrong, what was expected, and the way out.
  package var message: String { "\(path.text): \(fact)" }
}
