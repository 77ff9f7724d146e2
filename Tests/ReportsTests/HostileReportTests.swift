import Comparison
import Foundation
import Reports
import Terminal
import TestSupport
import Testing
import YAML

/// Names and code from a tree cannot break out of what is written about them.
struct HostileReportTests {
  private static let pages = 8

  @Test(.needs(.python))
  func `random hostile names and code stay text in HTML`() throws {
    var generator = SplitMix64.seeded(for: "hostile HTML")
    try withTemporaryFolder { folder in
      var files: [String] = []
      for number in 0..<(fuzzRounds(otherwise: 1) * Self.pages) {
        let comparison =
          number.isMultiple(of: 2)
          ? try HostileChange.comparison(workflows: 4, lines: 12, &generator)
          : try HostileChange.fleet(workflows: 4, lines: 12, &generator)
        files.append(try folder.write(Array(HTMLPage.text(comparison).utf8), to: "\(number).html").path)
      }
      let verdict = try ReviewJudge.run("markup.py", ["html"] + files)
      #expect(verdict.findings == [])
    }
  }

  @Test(.needs(.python))
  func `random hostile names and code stay text in Markdown`() throws {
    var generator = SplitMix64.seeded(for: "hostile Markdown")
    try withTemporaryFolder { folder in
      var files: [String] = []
      for number in 0..<(fuzzRounds(otherwise: 1) * Self.pages) {
        // Many or long, so that some have to be cut.
        let isLong = number.isMultiple(of: 2)
        let comparison =
          isLong || number % 4 == 1
          ? try HostileChange.comparison(
            workflows: isLong ? 40 : 2, lines: isLong ? 100 : 12, &generator)
          : try HostileChange.fleet(workflows: 5, lines: 12, &generator)
        let text = MarkdownReport.text(comparison)
        #expect(text.utf8.count <= 65_536)
        if isLong { #expect(text.contains("Cut to stay below")) }
        #expect(MarkdownReport.summary(comparison).utf8.count <= 65_536)
        files.append(try folder.write(Array(text.utf8), to: "\(number).md").path)
      }
      let verdict = try ReviewJudge.run("markup.py", ["markdown"] + files)
      #expect(verdict.findings == [])
    }
  }

  @Test func `random hostile names and code reach no terminal as they are`() throws {
    var generator = SplitMix64.seeded(for: "hostile text")
    let single = try HostileChange.comparison(workflows: 8, lines: 20, &generator)
    let fleet = try HostileChange.fleet(workflows: 8, lines: 20, &generator)
    for text in [single, fleet].flatMap({ [TextReport.text($0), TextReport.summary($0)] }) {
      #expect(!text.isEmpty)
      let obeyed = text.plain.unicodeScalars.filter { scalar in
        scalar != "\n" && scalar != "\t" && [.control, .format].contains(scalar.properties.generalCategory)
      }
      #expect(Array(obeyed) == [])
      // With colours it has the codes of its own styles, and no others.
      let shown = Console.shown(text, hasColor: true)
      #expect(shown.unicodeScalars.count { $0 == "\u{1B}" } == 2 * text.parts.count { $0.style != nil })
      #expect(shown.replacing(/\u{1B}\[[0-9;]+m/, with: "") == text.plain)
    }
  }

  @Test(.needs(.chromium, .python), .timeLimit(.minutes(2)))
  func `no script runs in a browser, and the page fits a phone`() throws {
    var generator = SplitMix64.seeded(for: "hostile page")
    try withTemporaryFolder { folder in
      let comparison = try HostileChange.fleet(workflows: 6, lines: 30, &generator)
      let page = HTMLPage.text(comparison)
      let file = try folder.write(Array(page.utf8), to: "page.html")
      let dom = try Browser.dom(of: file, in: folder)
      let title = try #require(dom.firstMatch(of: /<title>([^<]*)<\/title>/)?.1)
      #expect(title.hasPrefix("tntc diff: "))
      #expect(page.contains("<title>\(title)</title>") || title.contains("→"))
      let written = try folder.write(Array(dom.utf8), to: "dom.html")
      let verdict = try ReviewJudge.run("markup.py", ["html", written.path])
      #expect(verdict.findings == [])
      for width in [360, 800, 1280] {
        let look = try Browser.look(at: file, width: width, in: folder)
        #expect(look.width <= width)
      }
    }
  }

  @Test(.needs(.chromium), .timeLimit(.minutes(2)))
  func `the page follows the colours of the system, and links unfold what they lead to`() throws {
    var generator = SplitMix64.seeded(for: "page")
    try withTemporaryFolder { folder in
      let comparison = try HostileChange.comparison(workflows: 12, lines: 2, &generator)
      let file = try folder.write(Array(HTMLPage.text(comparison).utf8), to: "page.html")
      let light = try Browser.look(at: file, width: 800, in: folder)
      let dark = try Browser.look(at: file, width: 800, isDark: true, target: "w10", in: folder)
      #expect(light.background == "rgb(255, 255, 255)")
      #expect(dark.background == "rgb(13, 17, 23)")
      #expect(dark.isTargetShown)
    }
  }

  /// The check has to see a script that does run.
  @Test(.needs(.chromium))
  func `a script that is not kept out would be seen`() throws {
    try withTemporaryFolder { folder in
      let page = "<!DOCTYPE html><title>before</title><p>x<script>document.title='hacked'</script>"
      let file = try folder.write(Array(page.utf8), to: "page.html")
      let dom = try Browser.dom(of: file, in: folder)
      #expect(dom.contains("<title>hacked</title>"))
    }
  }
}
