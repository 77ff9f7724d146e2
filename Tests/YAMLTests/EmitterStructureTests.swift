import Testing
import YAML

struct EmitterStructureTests {
  @Test func `sequences stand under their key, mappings are indented`() throws {
    let value: Value = [
      "z": 1,
      "a": ["b": true, "c": ["x", "y"]],
      "list": [["name": "one", "value": "v", "args": ["-a", ["k": "v"]]], ["name": "two"]],
    ]
    #expect(
      try emitted(value) == """
        z: 1
        a:
          b: true
          c:
          - x
          - "y"
        list:
        - name: one
          value: v
          args:
          - -a
          - k: v
        - name: two

        """)
  }

  @Test func `collections in sequences begin in the line of the dash`() throws {
    let value: Value = [["a", ["b", ["c"]]], [["k": ["l": "m"]]], [], [:]]
    #expect(
      try emitted(value) == """
        - - a
          - - b
            - - c
        - - k:
              l: m
        - []
        - {}

        """)
  }

  @Test func `blocks are indented from the collection they stand in`() throws {
    let value: Value = ["a": ["b": "1\n2\n"], "c": ["x\ny", ["d": " x\ny"]]]
    #expect(
      try emitted(value) == """
        a:
          b: |
            1
            2
        c:
        - |-
          x
          y
        - d: |2-
             x
            y

        """)
  }

  @Test(
    arguments: [
      (.null, "null\n"), (true, "true\n"), (-12, "-12\n"), ([], "[]\n"), ([:], "{}\n"),
      ("text", "text\n"), ("a\nb\n", "|\n  a\n  b\n"), (.integer(.min), "-9223372036854775808\n"),
    ] as [(Value, String)])
  func `any value can be a document`(value: Value, written: String) throws {
    #expect(try emitted(value) == written)
  }

  @Test(arguments: [
    (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (0.1, "0.1"), (1e16, "1.0e+16"),
    (1e-5, "1.0e-05"), (1.5e300, "1.5e+300"), (123456.75, "123456.75"),
  ])
  func `doubles are floats in YAML 1.1 too`(number: Double, written: String) throws {
    #expect(try emitted(.number(number)) == written + "\n")
  }

  @Test func `documents are separated`() throws {
    let documents: [Value] = [["a": 1], ["b": "x\n\n"], [:]]
    let text = String(decoding: try Emitter.emit(documents), as: UTF8.self)
    #expect(text == "a: 1\n---\nb: |+\n  x\n\n---\n{}\n")
  }

  @Test func `a document is appended`() throws {
    var bytes = Array("# head\n".utf8)
    try Emitter.emit(["a": 1], into: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "# head\na: 1\n")
  }
}
