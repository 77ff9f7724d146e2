import Diagnostics
import Releases
import Settings
package import YAML

/// The objects of a manifest file.
package enum ManifestObjects {
  /// By what they can be deleted.
  package static func references(in bytes: [UInt8]) -> [ObjectReference] {
    objects(in: bytes).compactMap { object in
      guard let kind = object["kind"]?.text, let name = object["metadata"]?["name"]?.text else { return nil }
      return ObjectReference(kind: kind, name: name, namespace: object["metadata"]?["namespace"]?.text)
    }
  }

  /// As many objects as can be read.
  static func objects(in bytes: [UInt8]) -> [Value] {
    documents(bytes).compactMap { try? Reader.read($0.bytes).valid()?.value }.flatMap(items)
  }

  /// - Throws: the first problem, in places of the file: kustomize then builds nothing of the folder.
  package static func valid(in bytes: [UInt8]) throws(Problem) -> [Value] {
    var objects: [Value] = []
    for document in documents(bytes) {
      do {
        objects += try Reader.read(document.bytes).valid().map { items(of: $0.value) } ?? []
      } catch {
        var position = error.position
        position.line += document.linesBefore
        throw Problem(position: position, message: error.message)
      }
    }
    return objects
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
  private static func documents(_ bytes: [UInt8]) -> [(linesBefore: Int, bytes: [UInt8])] {
    var documents: [(linesBefore: Int, bytes: [UInt8])] = [(0, [])]
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      var line = line
      if line.starts(with: "---".utf8), line.dropFirst(3).first.map(isBlank) ?? true {
        documents.append((number, []))
        line = line.dropFirst(3).drop(while: isBlank)
      }
      documents[documents.count - 1].bytes += line
      documents[documents.count - 1].bytes.append(UInt8(ascii: "\n"))
    }
    return documents
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
}
