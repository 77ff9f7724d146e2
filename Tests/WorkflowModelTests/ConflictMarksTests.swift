import Diagnostics
import Testing
import WorkflowModel

struct ConflictMarksTests {
  /// A text with marks, the lines of each hunk, and the text once only the higher version is left; nil when more than
  /// that is in conflict.
  static let cases: [(text: String, hunks: [[Int]], settled: String?)] = [
    (
      "a\n<<<<<<< HEAD\nversion: \"1.9\"\n=======\nversion: \"1.10\"\n>>>>>>> b\nc\n", [[2, 6]],
      "a\nversion: \"1.10\"\nc\n"
    ),
    (
      "<<<<<<< HEAD\r\nversion: '2.0'\r\n||||||| base\r\nversion: 1.0\r\n=======\r\nversion: 1.1 # ours\r\n>>>>>>> b\r\n",
      [[1, 7]], "version: '2.0'\r\n"
    ),
    ("<<<<<<< HEAD\nversion: 1.1\ndescription: a\n=======\nversion: 1.2\n>>>>>>> b\n", [[1, 6]], nil),
    ("<<<<<<< HEAD\n  version: 1.1\n=======\n  version: 1.2\n>>>>>>> b\n", [[1, 5]], nil),
    ("<<<<<<< HEAD\nversion: 1\n=======\nversion: 1.2\n>>>>>>> b\n", [[1, 5]], nil),
    ("<<<<<<< HEAD\n=======\nversion: 1.2\n>>>>>>> b\n", [[1, 4]], nil),
    (
      "<<<<<<< a\nversion: 1.1\n=======\nversion: 1.2\n>>>>>>> b\n<<<<<<< a\nx\n=======\n>>>>>>> b\n",
      [[1, 5], [6, 9]], nil
    ),
    ("=======\n<<<<<<< a\n>>>>>>> b\n=========\n", [], nil), ("", [], nil),
  ]

  @Test(arguments: cases.indices) func `marks are found, and two numbers settled`(position: Int) {
    let (text, hunks, settled) = Self.cases[position]
    let marks = ConflictMarks(Array(text.utf8))
    #expect(marks.hunks.map { [$0.first, $0.last] } == hunks)
    #expect(marks.withHigherVersion.map { String(decoding: $0, as: UTF8.self) } == settled)
  }
}
