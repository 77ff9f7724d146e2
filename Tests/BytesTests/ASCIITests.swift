import Bytes
import Testing

/// Each class against its definition.
struct ASCIITests {
  private static let classes: [(name: String, bytes: ASCII, members: String)] = [
    ("digit", .digit, "0123456789"),
    ("lower", .lower, "abcdefghijklmnopqrstuvwxyz"),
    ("upper", .upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("letter", .letter, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
    (
      "alphanumeric", .alphanumeric,
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    ),
    ("lowerAlphanumeric", .lowerAlphanumeric, "0123456789abcdefghijklmnopqrstuvwxyz"),
    ("hexDigit", .hexDigit, "0123456789ABCDEFabcdef"),
    ("lowerHexDigit", .lowerHexDigit, "0123456789abcdef"),
    ("none", "", ""),
    ("literal", "-_. \0\u{7F}@?", "-_. \0\u{7F}@?"),
    ("sequence", ASCII([63, 64, 127]), "?@\u{7F}"),
    ("union", .digit.union("-_").union("0x"), "0123456789-_x"),
  ]

  @Test func `a class holds its bytes and no others`() {
    for (name, bytes, members) in Self.classes {
      for byte in UInt8.min...UInt8.max {
        let isMember = members.utf8.contains(byte)
        #expect(bytes.contains(byte) == isMember, "\(name), \(byte)")
        #expect(byte.isIn(bytes) == isMember, "\(name), \(byte)")
      }
      #expect(bytes == ASCII(members.utf8), "\(name)")
    }
  }

  @Test func `bytes have the case and the value that Unicode gives them`() {
    for byte in UInt8.min...UInt8.max {
      let character = Character(Unicode.Scalar(byte))
      #expect(byte.hexDigitValue == character.hexDigitValue, "\(byte)")
      #expect((byte.hexDigitValue != nil) == byte.isIn(.hexDigit), "\(byte)")
      let lowercased = byte < 128 ? Array(character.lowercased().utf8) : [byte]
      #expect([byte.asciiLowercased] == lowercased, "\(byte)")
    }
  }

  @Test(arguments: [
    ("", true), ("0", true), ("0123456789", true), ("12a", false), ("a12", false), ("１", false),
    ("1\u{301}", false), ("1\0", false),
  ])
  func `a text consists of a class when all its bytes do`(text: String, isOfDigits: Bool) {
    #expect(text.consists(of: .digit) == isOfDigits)
    #expect(text[...].consists(of: .digit) == isOfDigits)
    #expect(Array(text.utf8).consists(of: .digit) == isOfDigits)
  }
}
