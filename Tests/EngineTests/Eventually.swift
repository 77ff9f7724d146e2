/// Waits until something is so.
///
/// The machines of tests are busy, and only what never comes to be takes all of the time: so it is much longer than
/// anything takes, and says nothing of how fast the engine is.
///
/// - Returns: whether it came to be.
func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
  let end = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < end {
    if try await isSo() { return true }
    try await Task.sleep(for: .milliseconds(10))
  }
  return try await isSo()
}
