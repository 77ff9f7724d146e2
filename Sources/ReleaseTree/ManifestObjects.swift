import Rendering
import YAML

/// The objects of a manifest file that tntc wrote, as `kubectl delete` takes them.
enum ManifestObjects {
  static func names(in bytes: [UInt8]) -> [String] {
    objects(in: bytes).compactMap { object in
      guard let kind = object["kind"]?.text, let name = object["metadata"]?["name"]?.text else { return nil }
      return "\(kind.lowercased())/\(name)"
    }
  }

  static func objects(in bytes: [UInt8]) -> [Value] {
    documents(bytes).compactMap { try? Reader.read($0).valid()?.value }.flatMap(items)
  }

  /// A list of any kind stands for its items, as for kustomize.
  private static func items(of object: Value) -> [Value] {
    guard object["kind"]?.text?.hasSuffix("List") == true, case .sequence(let items)? = object["items"] else {
      return [object]
    }
    return items.flatMap(Self.items)
  }

  /// A line that begins with `---` and has nothing or a blank behind it begins a document, also where somebody
  /// wrote a comment or the object itself behind that: text is indented.
  private static func documents(_ bytes: [UInt8]) -> [[UInt8]] {
    var documents: [[UInt8]] = [[]]
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      var line = line
      if line.starts(with: "---".utf8), line.dropFirst(3).first.map(isBlank) ?? true {
        documents.append([])
        line = line.dropFirst(3).drop(while: isBlank)
      }
      documents[documents.count - 1] += line
      documents[documents.count - 1].append(UInt8(ascii: "\n"))
    }
    return documents
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
