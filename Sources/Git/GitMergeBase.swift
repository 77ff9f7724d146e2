package import Processes

extension GitRepository {
  /// The commit from which two have parted.
  ///
  /// - Throws: when they share none, too: git then fails without a word.
  package func mergeBase(of first: String, and second: String) throws(Program.Failure) -> String {
    let output = try git(["merge-base", first, second])
    return String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
