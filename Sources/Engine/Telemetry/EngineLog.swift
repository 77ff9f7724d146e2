package import Logging
import YAML

/// Makes the lines of the log: for people, or as JSON for what gathers logs.
package struct EngineLog: LogHandler {
  package enum Format: String, Sendable, CaseIterable {
    case text
    case json
  }

  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  private let format: Format
  private let output: @Sendable ([UInt8]) -> Void

  /// - Parameter output: takes each line as a whole, with its line break.
  package init(format: Format, level: Logger.Level, output: @escaping @Sendable ([UInt8]) -> Void) {
    self.format = format
    self.output = output
    logLevel = level
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var all = metadata
    for (key, value) in event.metadata ?? [:] { all[key] = value }
    switch format {
    case .text: output(text(event.level, event.message.description, all))
    case .json: output(json(event.level, event.message.description, all))
    }
  }

  /// `2026-11-24T09:00:00.123Z INFO  [node] message runId=…`
  private func text(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
    var line = Timestamp.now.text
    let name = level.rawValue.uppercased()
    line += " \(name)\(String(repeating: " ", count: max(0, 7 - name.utf8.count))) ".utf8
    if let node = metadata["node"] { line += "[\(node)] ".utf8 }
    line += Self.printable(message).utf8
    for key in metadata.keys.sorted() where key != "node" {
      line += " \(key)=\(Self.printable("\(metadata[key] ?? "")"))".utf8
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  private func json(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
    var members = Mapping()
    members["time"] = .string(String(decoding: Timestamp.now.text, as: UTF8.self))
    members["level"] = .string(level.rawValue)
    for key in metadata.keys.sorted() { members[key] = .string("\(metadata[key] ?? "")") }
    members["message"] = .string(message)
    return Array(JSON.compact(.mapping(members)).utf8) + [UInt8(ascii: "\n")]
  }

  /// One line, and nothing that a terminal would obey.
  private static func printable(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
    var line = ""
    for character in text.unicodeScalars {
      switch character.properties.generalCategory {
      case .control where character == "\n": line += "\\n"
      case .control where character != "\t", .format, .lineSeparator, .paragraphSeparator: line += "\u{FFFD}"
      default: line.unicodeScalars.append(character)
      }
    }
    return line
  }
}
