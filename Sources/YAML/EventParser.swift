internal import CYAML
import Diagnostics

/// One libyaml event, copied out of the library's memory.
enum Event {
  case streamStart
  case streamEnd
  case documentStart
  case documentEnd
  case alias(String)
  case scalar(Scalar, Properties)
  case sequenceStart(Properties)
  case mappingStart(Properties)
  case collectionEnd
}

/// Anchor and tag of an event.
struct Properties {
  var anchor: String?
  var tag: String?
}

/// The owner of a libyaml parser over one input.
///
/// `yaml_parser_t` points into itself, so it is allocated once and never moved; the input is kept
/// beside it because libyaml reads from it until the end.
@safe struct EventParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(_ bytes: [UInt8]) {
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    // One byte more than needed: an empty buffer has no base address, and libyaml wants one.
    unsafe input = .allocate(capacity: bytes.count + 1)
    _ = unsafe input.initialize(from: bytes)
    unsafe yaml_parser_initialize(parser)
    // libyaml counts a byte order mark as a column, and the first line as indented.
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    unsafe yaml_parser_set_input_string(
      parser, input.baseAddress.map { unsafe $0 + mark }, bytes.count - mark)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  mutating func next() throws(Problem) -> (event: Event, position: Position) {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { unsafe yaml_event_delete(&event) }
    let mark = unsafe event.start_mark
    return (
      unsafe Self.copy(event),
      Position(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    )
  }

  private static func copy(_ event: yaml_event_t) -> Event {
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return unsafe .alias(text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return unsafe .scalar(
        Scalar(
          text: String(decoding: bytes, as: UTF8.self),
          isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
        Properties(anchor: text(scalar.anchor), tag: text(scalar.tag)))
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return unsafe .sequenceStart(Properties(anchor: text(start.anchor), tag: text(start.tag)))
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return unsafe .mappingStart(Properties(anchor: text(start.anchor), tag: text(start.tag)))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
    default: return .streamEnd
    }
  }

  private static func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }

  private func problem() -> Problem {
    let what = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "unreadable"
    if unsafe parser.pointee.error == YAML_READER_ERROR {
      // For reader errors libyaml's marks are stale; the byte offset alone is right.
      return Problem(
        position: position(atOffset: unsafe Int(clamping: parser.pointee.problem_offset)),
        message: "not readable as UTF-8 YAML: \(what)")
    }
    let mark = unsafe parser.pointee.problem_mark
    let context = unsafe parser.pointee.context.map { unsafe " \(String(cString: $0))" } ?? ""
    return Problem(
      position: Position(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1),
      message: "not valid YAML: \(what)\(context)")
  }

  private func position(atOffset offset: Int) -> Position {
    var position = Position(line: 1, column: 1)
    for index in unsafe 0..<min(offset, input.count - 1) {
      let byte = unsafe input[index]
      if byte == UInt8(ascii: "\n") {
        position = Position(line: position.line + 1, column: 1)
      } else if byte & 0xC0 != 0x80 {
        position.column += 1
      }
    }
    return position
  }
}
