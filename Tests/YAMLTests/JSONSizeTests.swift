import TestSupport
import Testing
import YAML

struct JSONSizeTests {
  /// Each with the text that Go writes.
  @Test(
    arguments: [
      (.null, "null"), (true, "true"), (false, "false"), (-120, "-120"), ([], "[]"),
      ([:], "{}"),
      ([1, [2], "x"], #"[1,[2],"x"]"#),
      (["a": 1, "b<": [.null]], #"{"a":1,"b\u003c":[null]}"#),
      ("<>&", #""\u003c\u003e\u0026""#),
      ("\"\\\n\r\t", #""\"\\\n\r\t""#),
      ("\u{8}\u{C}\u{0}\u{1F}", #""\u0008\u000c\u0000\u001f""#),
      ("\u{7F}é😀\u{FEFF}", "\"\u{7F}é😀\u{FEFF}\""),
      ("\u{2028}\u{2029}\u{2027}", "\"\\u2028\\u2029\u{2027}\""),
    ] as [(Value, String)])
  func `sizes of values`(value: Value, written: String) {
    #expect(JSON.goSize(of: value) == written.utf8.count)
  }

  @Test(arguments: ["<", "\n", "a", "é\u{2029}", "<>&\u{1}\"\u{2028}😀b"])
  func `sizes of long texts are sums`(part: String) {
    let size = JSON.goSize(of: .string(part)) - 2
    for count in [7, 8, 47, 48, 49, 1000] {
      #expect(JSON.goSize(of: .string(String(repeating: part, count: count))) == 2 + count * size)
    }
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (-1.5, "-1.5"), (100.0, "100"), (123.25, "123.25"),
    (0.001, "0.001"), (0.00012, "0.00012"), (0.000001, "0.000001"), (1e-7, "1e-7"),
    (1.25e-10, "1.25e-10"), (1e16, "10000000000000000"), (1.5e20, "150000000000000000000"),
    (1e21, "1e+21"), (1.5e300, "1.5e+300"), (.leastNonzeroMagnitude, "5e-324"),
    (0.1 + 0.2, "0.30000000000000004"),
  ])
  func `sizes of numbers`(number: Double, written: String) {
    #expect(JSON.goSize(of: .number(number)) == written.utf8.count)
  }

  /// `--save-config` adds the annotation of `kubectl apply` without asking a cluster.
  @Test(.needs(.kubectl, .python))
  func `kubectl writes as many bytes`() throws {
    var data = Mapping()
    for (position, text) in NastyText.corpus.enumerated() { data["k\(position)"] = .string(text) }
    let annotation = try withTemporaryFolder { folder in
      for (key, value) in data { try folder.write(Array((value.text ?? "").utf8), to: "in/\(key)") }
      let made = try Tool.kubectl.run(
        [
          "create", "configmap", "nasty", "--from-file=in", "--dry-run=client", "--save-config",
          "-o", "json",
        ], in: folder)
      try #require(made.status == 0, "\(made.errors)")
      return try Tool.python.run(["-c", Self.annotationSize], input: made.output)
    }
    let object: Value = [
      "kind": "ConfigMap", "apiVersion": "v1",
      "metadata": ["name": "nasty"], "data": .mapping(data),
    ]
    let lineBreak = 1
    let size = String(decoding: annotation.output, as: UTF8.self)
    #expect(size == "\(JSON.goSize(of: object) + lineBreak)\n", "\(annotation.errors)")
  }

  private static let annotationSize = """
    import json, sys
    annotations = json.load(sys.stdin)["metadata"]["annotations"]
    applied = annotations["kubectl.kubernetes.io/last-applied-configuration"]
    # Up to 1.33 kubectl writes this out.
    print(len(applied.replace(',"creationTimestamp":null', "").encode()))
    """
}
