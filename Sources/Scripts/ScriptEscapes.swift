/// The escapes of texts (ECMA-262, 12.9.4).
enum ScriptEscapes {
  /// Nil when it is no text of characters.
  static func undone(_ content: ArraySlice<UInt8>) -> String? {
    var rest = content
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let letter = rest.popFirst() else { return nil }
      switch letter {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "v"): text.append(0x0B)
      case UInt8(ascii: "0"): text.append(0)
      case UInt8(ascii: "x"):
        guard let character = character(&rest, digits: 2) else { return nil }
        text += character
      case UInt8(ascii: "u"):
        guard let character = long(&rest) else { return nil }
        text += character
      // A line that goes on.
      case 0x0A: break
      case 0x0D: if rest.first == 0x0A { rest.removeFirst() }
      default: text.append(letter)
      }
    }
    return String(validating: text, as: UTF8.self)
  }

  /// Four hex digits, or any number of them in braces.
  private static func long(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard rest.first == UInt8(ascii: "{") else { return character(&rest, digits: 4) }
    guard let close = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
    rest.removeFirst()
    let character = character(&rest, digits: close - rest.startIndex)
    rest = rest.dropFirst()
    return character
  }

  private static func character(_ rest: inout ArraySlice<UInt8>, digits count: Int) -> [UInt8]? {
    let digits = rest.prefix(count)
    rest = rest.dropFirst(count)
    guard digits.count == count, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return Array(String(Character(scalar)).utf8)
  }
}
