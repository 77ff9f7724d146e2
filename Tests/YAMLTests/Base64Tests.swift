import Testing
import YAML

struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `the examples of RFC 4648`(text: String, encoded: String) {
    #expect(Base64.encode(Array(text.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(text.utf8))
  }

  @Test func `long content stands in lines of 70`() {
    let zeros = String(repeating: "A", count: 70)
    #expect(Base64.encode([UInt8](repeating: 0, count: 51)) == String(repeating: "A", count: 68))
    #expect(Base64.encode([UInt8](repeating: 0, count: 54)) == zeros + "\nAA\n")
  }

  @Test func `every byte comes back`() {
    for count in 0..<300 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["A", "AB", "ABC", "ABCDE", "AB=C", "A===", "====", "AB-_", "AB C", "é==="])
  func `other text is refused`(text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
