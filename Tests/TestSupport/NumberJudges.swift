import Foundation

extension Readers {
  /// Which unquoted scalars PyYAML (YAML 1.1) or kubectl take for another number than is expected, or for a text.
  ///
  /// - Parameter expected: for each, what is expected, as JSON.
  /// - Returns: their places in the list.
  package static func numbers(_ texts: [String], expecting expected: [String]) throws -> Set<Int> {
    let object =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nspec:\n"
      + texts.map { "- \($0)\n" }.joined()
    return try withTemporaryFolder { folder in
      try folder.write(Array(object.utf8), to: "manifest.yaml")
      let kubectl = try Tool.kubectl.run(
        ["patch", "--local", "-f", "manifest.yaml", "--type=merge", "-p", "{}", "-o", "json"], in: folder)
      guard kubectl.status == 0 else { throw Failure(description: kubectl.errors) }
      let files = [
        try folder.write(kubectl.output, to: "kubectl"),
        try folder.write(Array(object.utf8), to: "yaml"),
        try folder.write(Array("[\(expected.joined(separator: ","))]".utf8), to: "expected"),
      ]
      let python = try Tool.python.run(["-c", script] + files.map(\.path))
      guard python.status == 0 else { throw Failure(description: python.errors) }
      return Set(String(decoding: python.output, as: UTF8.self).split(separator: "\n").compactMap { Int($0) })
    }
  }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private static let script = #"""
    import json, sys, yaml

    kubectl, text, expected = sys.argv[1:]
    with open(expected) as file: expected = json.load(file)
    with open(kubectl) as file: kubectl = json.load(file)["spec"]
    with open(text) as file: lines = file.read().split("spec:\n")[1].splitlines()

    def number(value):
        return float(value) if type(value) in (int, float) else None

    def old(line):
        try: return number(yaml.safe_load(line)[0])
        except (yaml.YAMLError, ValueError): return None

    for place, (line, value, wanted) in enumerate(zip(lines, kubectl, expected, strict=True)):
        if number(value) != number(wanted) or old(line) != number(wanted): print(place)
    """#
}
