import Bytes
import YAML

/// What `merge-lists.txt` says: which lists of Kubernetes' own types are merged, and by which keys.
struct MergeLists: Sendable {
  /// A type of that table, by its name.
  struct Kind: Sendable { fileprivate let name: String }

  enum Merging: Sendable {
    case mapping
    /// The first key has to be there; others may be missing.
    case byKeys([String])
    case set
  }

  struct Field: Sendable {
    let merging: Merging
    /// What the mapping is, or the items of the list.
    let kind: Kind?
  }

  static let kubernetes = MergeLists(String(decoding: PackageResources.merge_lists_txt, as: UTF8.self))

  private var objects: [ByteKey: Kind] = [:]
  private var fields: [ByteKey: Field] = [:]

  private init(_ text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      guard let subject = words.first else { continue }
      if words.count > 3, words[1] == "is" {
        for kind in words[3...] { objects[ByteKey("\(words[2]) \(kind)")] = Kind(name: subject) }
      } else {
        fields[ByteKey(subject)] = Self.field(words.dropFirst())
      }
    }
  }

  /// `of TYPE`, `by KEY… [of TYPE]` or `set`.
  private static func field(_ words: ArraySlice<String>) -> Field {
    let keys = words.dropFirst().prefix { $0 != "of" }
    let kind = words.firstIndex(of: "of").map { Kind(name: words[$0 + 1]) }
    switch words.first {
    case "by": return Field(merging: .byKeys(Array(keys)), kind: kind)
    case "set": return Field(merging: .set, kind: nil)
    default: return Field(merging: .mapping, kind: kind)
    }
  }

  /// What a whole object is; nil for kinds that kustomize knows no schema of.
  ///
  /// kustomize asks it of every mapping with both members of which it knows no more.
  func kind(of object: Mapping) -> Kind? {
    guard let version = object["apiVersion"]?.text, let kind = object["kind"]?.text else { return nil }
    return objects[ByteKey("\(version) \(kind)")]
  }

  func field(_ name: String, of kind: Kind?) -> Field? {
    kind.flatMap { fields[ByteKey("\($0.name).\(name)")] }
  }
}
