import Diagnostics
import Terminal
import TestSupport
import Testing

/// Text has colours where its reader wants them, and only those that the program gives it.
struct ColorTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let choice: ColorChoice
    let environment: [String: String]
    let terminal: Bool
    let isColored: Bool

    var testDescription: String {
      let variables = environment.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ")
      return "\(choice.rawValue), \(terminal ? "terminal" : "pipe") \(variables)"
    }

    /// - Parameter environment: beside the `TERM` of a usual terminal.
    init(_ choice: ColorChoice, terminal: Bool, _ environment: [String: String] = [:], colored: Bool) {
      (self.choice, self.terminal, self.isColored) = (choice, terminal, colored)
      self.environment = ["TERM": "xterm-256color"].merging(environment) { $1 }
    }
  }

  private static let rows = [
    Row(.auto, terminal: true, colored: true),
    Row(.auto, terminal: false, colored: false),
    Row(.auto, terminal: true, ["TERM": "dumb"], colored: false),
    Row(.auto, terminal: true, ["TERM": ""], colored: false),
    Row(.auto, terminal: true, ["NO_COLOR": "1"], colored: false),
    Row(.auto, terminal: true, ["NO_COLOR": "0"], colored: false),
    Row(.auto, terminal: true, ["NO_COLOR": ""], colored: true),
    Row(.auto, terminal: false, ["CLICOLOR_FORCE": "1"], colored: true),
    Row(.auto, terminal: false, ["CLICOLOR_FORCE": "yes", "TERM": "dumb"], colored: true),
    Row(.auto, terminal: false, ["CLICOLOR_FORCE": "0"], colored: false),
    Row(.auto, terminal: false, ["CLICOLOR_FORCE": ""], colored: false),
    Row(.auto, terminal: true, ["CLICOLOR_FORCE": "0"], colored: true),
    Row(.auto, terminal: true, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], colored: false),
    Row(.auto, terminal: false, ["CLICOLOR_FORCE": "1", "NO_COLOR": ""], colored: true),
    Row(.always, terminal: false, colored: true),
    Row(.always, terminal: false, ["NO_COLOR": "1", "TERM": "dumb"], colored: true),
    Row(.never, terminal: true, colored: false),
    Row(.never, terminal: true, ["CLICOLOR_FORCE": "1"], colored: false),
  ]

  @Test(arguments: rows)
  func `the option goes before NO_COLOR, that before CLICOLOR_FORCE, and that before the terminal`(row: Row) {
    #expect(row.choice.hasColor(isTerminal: row.terminal) { row.environment[$0] } == row.isColored)
  }

  @Test func `a terminal that does not say what it is has no colours`() {
    #expect(!ColorChoice.auto.hasColor(isTerminal: true) { _ in nil })
  }

  /// Codes of both sets, with parameters that tntc uses itself.
  private static let hostile = "\u{1B}[1;31mred\u{1B}[0m \u{9B}32m \r\u{7F}"

  @Test func `text gives itself no style`() {
    let finding = Finding(path: Self.hostile, position: Position(line: 1, column: 1), message: Self.hostile)
    let texts: [StyledText] = [
      StyledText(Self.hostile), "\(Self.hostile, .error)", "\(StyledText(Self.hostile, .added))",
      StyledText(marked: "+ \(Self.hostile)"), FindingText.text(finding),
    ]
    for text in texts {
      let shown = Console.shown(text, hasColor: true)
      #expect(shown.unicodeScalars.count { $0 == "\u{1B}" } == 2 * text.parts.count { $0.style != nil })
      #expect(!shown.unicodeScalars.contains { ["\u{9B}", "\r", "\u{7F}"].contains($0) })
      #expect(Console.shown(text, hasColor: false) == PlainText.shown(text.plain))
    }
  }

  @Test func `styles leave the text as it is`() {
    let text: StyledText = "\("a", .strong): \("b", .error), \(3)\("c")\n"
    #expect(text.plain == "a: b, 3c\n")
    #expect(Console.shown(text, hasColor: true) == "\u{1B}[1ma\u{1B}[0m: \u{1B}[1;31mb\u{1B}[0m, 3c\n")
    #expect("\(text)" == text.plain)
    let line: StyledText = "a  \("b ", .good) \("", .good)  "
    #expect(line.withoutTrailingSpaces.plain == "a  b")
    #expect(StyledText("   ", .good).withoutTrailingSpaces.isEmpty)
    #expect([line, "x"].joined(separator: "-").plain == "a  b    -x")
  }
}
