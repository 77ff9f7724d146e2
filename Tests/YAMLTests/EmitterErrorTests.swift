import Testing
import YAML

struct EmitterErrorTests {
  @Test(
    arguments: [
      0x00, 0x07, 0x08, 0x0B, 0x0C, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0xFFFE, 0xFFFF,
    ] as [UInt32])
  func `code points that do not arrive are refused, with their place`(codePoint: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(codePoint))
    let text = "x\n" + String(repeating: "-", count: 30) + String(scalar) + "more"
    let value: Value = ["spec": ["env": [["name": "A"], ["name": "B", "value": .string(text)]]]]
    let error = #expect(throws: EmitError.self) { try Emitter.emit([value]) }
    #expect(error?.reason == .character(scalar))
    #expect(error?.place == "spec.env[1].value")
    #expect(StoredText.text(Array(text.utf8)) == nil)
  }

  @Test func `a refused code point in a key names the key`() {
    let error = #expect(throws: EmitError.self) { try Emitter.emit([["a": ["b\u{1}": 1]]]) }
    #expect(error == EmitError(.character("\u{1}"), path: [.key("a"), .key("b\u{1}")]))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `numbers without a JSON form are refused`(number: Double) {
    let error = #expect(throws: EmitError.self) { try Emitter.emit([["n": [.number(number)]]]) }
    #expect(error == EmitError(.notFinite, path: [.key("n"), .index(0)]))
  }

  @Test func `a key that readers lose sight of is refused`() throws {
    #expect(throws: Never.self) { try Emitter.emit([mapping(keyLength: 1_000)]) }
    let error = #expect(throws: EmitError.self) { try Emitter.emit([mapping(keyLength: 1_001)]) }
    #expect(error?.reason == .keyTooLong(bytes: 1_001))
  }

  @Test func `the merge key is refused, kustomize drops it even in quotes`() {
    let error = #expect(throws: EmitError.self) { try Emitter.emit([["a": ["<<": "b"]]]) }
    #expect(error == EmitError(.mergeKey, path: [.key("a"), .key("<<")]))
  }

  @Test func `nesting is bounded`() {
    #expect(throws: Never.self) { try Emitter.emit([nested(Emitter.maximumDepth)]) }
    let error = #expect(throws: EmitError.self) {
      try Emitter.emit([nested(Emitter.maximumDepth + 1)])
    }
    #expect(error?.reason == .tooDeep)
  }

  @Test func `nothing is appended when a value is refused`() {
    var bytes = Array("before\n".utf8)
    #expect(throws: EmitError.self) { try Emitter.emit(["a": "b", "c": "\u{0}"], into: &bytes) }
    #expect(bytes == Array("before\n".utf8))
  }

  @Test func `only UTF-8 is a text`() {
    #expect(StoredText.text([0x61, 0xFF]) == nil)
    #expect(StoredText.text([0xC0, 0x80]) == nil)
    #expect(StoredText.text([0xED, 0xA0, 0x80]) == nil)
    #expect(StoredText.text([0x61, 0xC2]) == nil)
    let text = "a\tb\r\n\u{FEFF}\u{2028}é😀"
    #expect(StoredText.text(Array(text.utf8)) == text)
    #expect(StoredText.text([]) == "")
  }

  private func mapping(keyLength: Int) -> Value {
    var mapping = Mapping()
    mapping[String(repeating: "k", count: keyLength)] = 1
    return .mapping(mapping)
  }

  private func nested(_ depth: Int) -> Value {
    (0..<depth).reduce("leaf") { value, _ in .sequence([value]) }
  }
}
