package import Processes

extension GitRepository {
  /// The commit from which two have parted; nil when they share none here.
  package func mergeBase(of first: String, and second: String) throws(Program.Failure) -> String? {
    do {
      return Self.lines(try git(["merge-base", first, second])).first
    } catch {
      // Git says nothing when there is none.
      if error.cause == .exited(1), error.errors.isEmpty { return nil }
      throw error
    }
  }
}
