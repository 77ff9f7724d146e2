package import Logging
import Synchronization
import YAML

/// Makes the lines of the log: for people, or as JSON for what gathers logs.
package struct EngineLog: LogHandler {
  package enum Format: String, Sendable, CaseIterable {
    case text
    case json
  }

  /// All that were made: a program ends when what it logged is written.
  private static let writers = Mutex<[LogWriter]>([])

  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  private let format: Format
  private let writer: LogWriter

  /// - Parameter output: takes each line as a whole, with its line break.
  package init(format: Format, level: Logger.Level, output: @escaping @Sendable ([UInt8]) -> Void) {
    self.format = format
    logLevel = level
    writer = LogWriter(output: output) { dropped in
      let message = "\(dropped) lines of the log were dropped, because nobody read them in time"
      return Self.line(format, .warning, message, [:])
    }
    let own = writer
    Self.writers.withLock { $0.append(own) }
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var all = metadata
    for (key, value) in event.metadata ?? [:] { all[key] = value }
    writer.write(Self.line(format, event.level, event.message.description, all))
  }

  /// Waits until what was logged is written, for as long as is reasonable at the end of a program.
  package static func flush() {
    for writer in writers.withLock(\.self) { writer.flush() }
  }

  /// For Prometheus.
  static var exposition: String {
    let name = "tentacular_log_lines_dropped_total"
    let dropped = writers.withLock(\.self).reduce(0) { $0 + $1.dropped }
    return "# HELP \(name) Lines of the engine's log that were not read in time.\n# TYPE \(name) counter\n"
      + "\(name) \(dropped)\n"
  }

  private static func line(
    _ format: Format, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
  ) -> [UInt8] {
    switch format {
    case .text: text(level, message, metadata)
    case .json: json(level, message, metadata)
    }
  }

  /// `2026-11-24T09:00:00.123Z INFO  [node] message runId=…`
  private static func text(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
    var line = Timestamp.now.text
    let name = level.rawValue.uppercased()
    line += " \(name)\(String(repeating: " ", count: max(0, 7 - name.utf8.count))) ".utf8
    if let node = metadata["node"] { line += "[\(node)] ".utf8 }
    line += printable(message).utf8
    for key in metadata.keys.sorted() where key != "node" {
      line += " \(key)=\(printable("\(metadata[key] ?? "")"))".utf8
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  private static func json(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
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
