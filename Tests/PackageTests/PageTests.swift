import Foundation
import TestSupport
import Testing

/// What the pages for those who work on the code say of it is so.
struct PageTests {
  private static let words = Result { try SwiftWords(["Sources", "Tests"]) }

  private static func lines(of page: String) throws -> [Substring] {
    try String(contentsOf: repositoryRoot.appending(path: page), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// What stands between backticks.
  private static func names(in text: some StringProtocol) -> [String] {
    String(text).matches(of: /`([^`]+)`/).map { String($0.output.1) }
  }

  // MARK: Names

  @Test(arguments: ["Sources/README.md", "Tests/README.md"])
  func `what a page names is there`(page: String) throws {
    let words = try Self.words.get()
    let targets = Set(try PackageTarget.all().map(\.name))
    var count = 0
    // What is indented is no text.
    for line in try Self.lines(of: page) where !line.hasPrefix("    ") {
      for name in Self.names(in: line) {
        count += 1
        let isThere = try targets.contains(name) || Self.isThere(name, words)
        #expect(isThere, "\(page) names `\(name)`, which is nowhere: \(line)")
      }
    }
    #expect(count > 30)
  }

  private static func isThere(_ name: String, _ words: SwiftWords) throws -> Bool {
    if name.contains(" ") { return try isCommand(name) }
    // Options, and what lies in repositories of users or beside this one.
    if ["-", "..", ".tentacular/"].contains(where: name.hasPrefix) { return true }
    // A case of an enumeration: `.rolledBack`
    if name.wholeMatch(of: /\.[a-z]\w*/) != nil { return words.hasMember(String(name.dropFirst())) }
    if name.contains("/") || name.contains(/\.(swift|md|yaml|txt)$/) { return isPath(name) }
    let parts = name.split(separator: ".").map(String.init)
    if let type = parts.first, parts.count == 2 { return words.hasMember(parts[1], of: type) }
    let isType = name.first?.isUppercase == true && !name.contains("_")
    return isType ? words.hasType(name) : words.hasWord(name.prefix { $0 != "=" }.description)
  }

  /// `make golden`, `tntc render`; what others are called with is theirs.
  private static func isCommand(_ text: String) throws -> Bool {
    let words = text.split(separator: " ")
    switch words[0] {
    case "make": return try lines(of: "Makefile").contains { $0.hasPrefix("\(words[1]):") }
    case "tntc":
      let files = try FileManager.default.subpathsOfDirectory(atPath: commands.path)
      return files.contains { $0.lowercased().hasSuffix("/\(words[1])command.swift") }
    default: return true
    }
  }

  private static let commands = repositoryRoot.appending(path: "Sources/tntc/Commands")

  /// `*`, and `CASE` for the one that a reader chooses, stand for any name.
  private static func isPath(_ path: String) -> Bool {
    var found = [repositoryRoot]
    for part in path.split(separator: "/") {
      found = found.flatMap { folder in
        let exact = folder.appending(path: String(part))
        if FileManager.default.fileExists(atPath: exact.path) { return [exact] }
        let sides = part.replacing("CASE", with: "*").split(separator: "*", omittingEmptySubsequences: false)
        guard sides.count == 2 else { return [] }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return entries.filter { $0.hasPrefix(sides[0]) && $0.hasSuffix(sides[1]) }
          .map { folder.appending(path: $0) }
      }
    }
    return !found.isEmpty
  }

  /// The walks say which function of a file is next.
  @Test func `what is said to be in a file is in it`() throws {
    let words = try Self.words.get()
    let text = try Self.lines(of: "Sources/README.md").joined(separator: "\n")
    let before = text.matches(of: /`(Sources\/[^`]+\.swift)`, `(\w+)`/).map { ($0.output.1, $0.output.2) }
    let behind = text.matches(of: /`(\w+)` (?:in|of) `(Sources\/[^`*]+\.swift)`/)
      .map { ($0.output.2, $0.output.1) }
    #expect(before.count > 10 && behind.count > 2)
    for (file, name) in before + behind {
      #expect(words.hasWord(String(name), in: String(file)), "`\(name)` is not in \(file)")
    }
  }

  // MARK: Tables

  /// The cells of the table below a heading, without its own.
  private static func rows(of page: String, below heading: String) throws -> [[Substring]] {
    let lines = try lines(of: page)
    let start = try #require(lines.firstIndex(of: Substring(heading)), "\(page) has no `\(heading)`")
    let table = lines[start...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
    return table.dropFirst(2).map { $0.split(separator: "|") }
  }

  @Test func `each room has its row, and does not know what it must not`() throws {
    let targets = try PackageTarget.all().filter { !$0.isTest && $0.name != "TestSupport" }
    let rows = try Self.rows(of: "Sources/README.md", below: "## Rooms")
    let rooms = rows.map { Self.names(in: $0[0]) }
    // In the order of Package.swift, in which arrows go down.
    #expect(rooms.flatMap(\.self) == targets.map(\.name))
    let known = Set(targets.map(\.name))
    for (names, row) in zip(rooms, rows) {
      let strangers = Self.names(in: row.last ?? "").filter(known.contains)
      for target in targets where names.contains(target.name) {
        let told = strangers.filter(target.targets.contains)
        #expect(told == [], "\(target.name) depends on what it must not know")
      }
    }
  }

  @Test func `each target of tests has its row`() throws {
    let targets = try PackageTarget.all().filter(\.isTest)
    let rows = try Self.rows(of: "Tests/README.md", below: "# What proves what")
    #expect(rows.flatMap { Self.names(in: $0[0]) }.sorted() == targets.map(\.name).sorted())
  }
}
