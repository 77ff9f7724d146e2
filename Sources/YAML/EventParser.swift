import Bytes
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
  private let bytes: [UInt8]
  private var cursor = TextCursor()
  /// The index of the last mark; only those of errors go back.
  private var reached = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    // One byte more than needed: an empty buffer has no base address, and libyaml wants one.
    unsafe input = .allocate(capacity: bytes.count + 1)
    _ = unsafe input.initialize(from: bytes)
    unsafe yaml_parser_initialize(parser)
    let start = Self.start(of: bytes)
    unsafe yaml_parser_set_input_string(
      parser, input.baseAddress.map { unsafe $0 + start }, bytes.count - start)
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
    let position = unsafe position(of: event.start_mark)
    return (unsafe Self.copy(event), position)
  }

  /// The lines of libyaml's marks are no lines of the file: it breaks them at CR, NEL, U+2028 and U+2029 too, as
  /// YAML 1.1 does. The index is the number of code points before the mark.
  private mutating func position(of mark: yaml_mark_t) -> Position {
    let index = Int(clamping: mark.index)
    if index < reached { cursor = TextCursor() }
    reached = index
    return cursor.advance(toCharacter: index, in: bytes)
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
      // libyaml takes no bytes that are no UTF-8, and makes none of escapes.
      var span = unsafe UTF8Span(unchecked: bytes.span)
      _ = span.checkForASCII()
      return unsafe .scalar(
        Scalar(text: String(copying: span), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
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

  private mutating func problem() -> Problem {
    let what = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "unreadable"
    if unsafe parser.pointee.error == YAML_READER_ERROR {
      // For reader errors libyaml's marks are stale; the byte offset alone is right.
      return Problem(
        position: SourceText(bytes).position(
          ofByte: start + (unsafe Int(clamping: parser.pointee.problem_offset))),
        message: "not readable as UTF-8 YAML: \(what)")
    }
    let context = unsafe parser.pointee.context.map { unsafe " \(String(cString: $0))" } ?? ""
    let position = unsafe position(of: parser.pointee.problem_mark)
    return Problem(
      position: position,
      message: "not valid YAML: \(what)\(context)\(HiddenBreak.hint(bytes[..<cursor.offset]))")
  }

  /// Where the text begins: libyaml would count a byte order mark as a column, and the first line as indented.
  private var start: Int { Self.start(of: bytes) }

  private static func start(of bytes: [UInt8]) -> Int { ByteOrderMark.width(in: bytes) }
}
