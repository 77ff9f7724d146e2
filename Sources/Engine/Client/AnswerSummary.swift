import YAML

/// What is left of the answer to `POST /run` without its outputs, taken from the bytes as they come: the outputs
/// may be larger than the memory of the client.
package struct AnswerSummary: Sendable {
  /// More than the errors and timings of any workflow.
  private static let mostBytes = 4 << 20
  private static let leftOut = Array("\"outputs\"".utf8)

  /// Members to keep, with commas between them.
  private var kept: [UInt8] = []
  private var member: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var isSkipped = false
  private var isTooLong = false

  package init() {}

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { add(byte) }
  }

  /// One JSON object, or nil when the answer was none.
  package var json: [UInt8]? {
    guard !isTooLong, depth == 0, !isInString else { return nil }
    let object = [UInt8(ascii: "{")] + kept + [UInt8(ascii: "}")]
    guard let value = try? JSON.read(object), case .bool? = value["success"] else { return nil }
    return object
  }

  private mutating func add(_ byte: UInt8) {
    if isInString {
      keep(byte)
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
      return
    }
    switch byte {
    case UInt8(ascii: "\""):
      isInString = true
      keep(byte)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      depth += 1
      if depth > 1 { keep(byte) }
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      if depth > 0 { keep(byte) } else { endMember() }
    case UInt8(ascii: ",") where depth == 1: endMember()
    case UInt8(ascii: ":") where depth == 1 && member == Self.leftOut: isSkipped = true
    case 0x20, 0x0A, 0x0D, 0x09: break
    default: keep(byte)
    }
  }

  private mutating func keep(_ byte: UInt8) {
    if isSkipped || isTooLong { return }
    guard kept.count + member.count < Self.mostBytes else {
      isTooLong = true
      return
    }
    member.append(byte)
  }

  private mutating func endMember() {
    if !isSkipped, !member.isEmpty {
      if !kept.isEmpty { kept.append(UInt8(ascii: ",")) }
      kept += member
    }
    member = []
    isSkipped = false
  }
}
