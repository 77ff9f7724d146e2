import ArgumentParser
import Terminal

/// Why something is done, as people say it; it is recorded and shown again.
enum ReasonText {
  static func check(_ reason: String?, option: String = "--reason") throws(ValidationError) {
    guard let reason else { return }
    let hasControls = reason.unicodeScalars.contains {
      [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
    if reason.isEmpty || hasControls { throw ValidationError("\(option): expected one line of plain text") }
  }

  /// Asks for a reason that no option gave; nil without a terminal or an answer.
  static func asked(_ question: String) throws(ValidationError) -> String? {
    let answer = Console.ask("\(question) (Enter for no reason) ")
    try check(answer, option: "the reason")
    return answer
  }
}
