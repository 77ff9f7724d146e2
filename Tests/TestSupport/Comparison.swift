import Foundation

/// Compares a document with JSON, in Python: independent of all of our own code.
enum Comparison {
  static func run(_ format: String, _ actual: [UInt8], _ expected: String) throws -> [String] {
    try withTemporaryFolder { folder in
      let files = [
        try folder.write(actual, to: "actual"),
        try folder.write(Array(expected.utf8), to: "expected"),
      ]
      let outcome = try Tool.python.run(["-c", script, format] + files.map(\.path))
      guard outcome.status == 0 else { return [outcome.errors] }
      let lines = String(decoding: outcome.output, as: UTF8.self)
      return lines.split(separator: "\n").map(String.init)
    }
  }

  private static let script = #"""
    import json, sys, yaml

    form, actual, expected = sys.argv[1:]

    def is_scalar(value):
        return not isinstance(value, (str, list, dict))

    def has_type(value, wanted):
        if form == "texts" and is_scalar(wanted): return isinstance(value, str)
        if form == "json" and type(value) is int and type(wanted) is float: return True
        return type(value) is type(wanted)

    def differences(place, actual, expected):
        if not has_type(actual, expected):
            yield f"{place}: {actual!a} is not {expected!a}"
        elif isinstance(expected, dict):
            for key in sorted(actual.keys() | expected.keys(), key=ascii):
                if key not in actual or key not in expected:
                    yield f"{place}: key {key!a} is " + ("missing" if key in expected else "new")
                else:
                    yield from differences(f"{place}.{key!a}", actual[key], expected[key])
        elif isinstance(expected, list) and len(actual) == len(expected):
            for index, pair in enumerate(zip(actual, expected)):
                yield from differences(f"{place}[{index}]", *pair)
        elif actual != expected and not (form == "texts" and is_scalar(expected)):
            yield f"{place}: {actual!a} is not {expected!a}"

    def documents():
        with open(actual, "rb") as file: text = file.read()
        if form == "json":
            yield "kubectl", json.loads(text)
            return
        kind = "BaseLoader" if form == "texts" else "SafeLoader"
        for name in (kind, "C" + kind):
            if hasattr(yaml, name): yield name, yaml.load(text, getattr(yaml, name))

    with open(expected, encoding="utf-8") as file: expected_document = json.load(file)
    try:
        for reader, document in documents():
            for line in differences(reader, document, expected_document): print(line)
    except (yaml.YAMLError, ValueError) as error:
        print(f"{type(error).__name__}: {error}".replace("\n", " "))
    """#
}
