import Foundation
import TestSupport
import Testing

/// The words of Swift files, and what stands before them: enough to tell whether a name is declared, and where.
struct SwiftWords {
  private static let types: Set<String> = [
    "struct", "enum", "class", "protocol", "actor", "typealias", "extension",
  ]
  private static let members: Set<String> = ["func", "var", "let", "case"]

  private var files: [String: Set<String>] = [:]
  private var filesByType: [String: Set<String>] = [:]
  private var filesByMember: [String: Set<String>] = [:]

  /// - Parameter folders: of the repository.
  init(_ folders: [String]) throws {
    for folder in folders {
      let root = repositoryRoot.appending(path: folder)
      for path in try FileManager.default.subpathsOfDirectory(atPath: root.path)
      where path.hasSuffix(".swift") {
        let file = "\(folder)/\(path)"
        add(file, try String(contentsOf: repositoryRoot.appending(path: file), encoding: .utf8))
      }
    }
  }

  private mutating func add(_ file: String, _ text: String) {
    var before = ""
    var words: Set<String> = []
    // By bytes, as letters beyond ASCII are in texts alone.
    for bytes in text.utf8.split(whereSeparator: { !Self.isWordByte($0) }) {
      let word = String(decoding: bytes, as: UTF8.self)
      words.insert(word)
      if Self.types.contains(before) { filesByType[word, default: []].insert(file) }
      if Self.members.contains(before) { filesByMember[word, default: []].insert(file) }
      before = word
    }
    files[file] = words
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  func hasType(_ name: String) -> Bool { filesByType[name] != nil }

  func hasMember(_ name: String) -> Bool { filesByMember[name] != nil }

  /// Whether a file that declares or extends the type declares the member.
  func hasMember(_ name: String, of type: String) -> Bool {
    !(filesByMember[name] ?? []).isDisjoint(with: filesByType[type] ?? [])
  }

  func hasWord(_ word: String) -> Bool { files.values.contains { $0.contains(word) } }

  func hasWord(_ word: String, in file: String) -> Bool { files[file]?.contains(word) ?? false }
}
