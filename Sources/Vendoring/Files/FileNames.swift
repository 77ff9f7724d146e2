import Bytes
import WorkflowModel
import YAML

/// Gives each address a file in `vendor/`: a name that tells what it is, that is a key of a ConfigMap, and that no other
/// one has, also where a disk does not tell `A` from `a`.
package struct FileNames {
  /// The limit for a whole name, in bytes.
  static let longest = 120
  private static let digits = 8

  private var names: [ByteKey: String] = [:]

  package struct Subject {
    package let address: String
    /// What its name is made of.
    package let readable: String
    /// With its dot: `.d.ts`.
    package let ending: String

    package init(address: String, readable: String, ending: String) {
      (self.address, self.readable, self.ending) = (address, readable, ending)
    }
  }

  package init(_ subjects: [Subject]) {
    let plain = subjects.map { Self.safe($0.readable, $0.ending) }
    var uses: [String: Int] = [:]
    for (name, _) in plain { uses[name.lowercased(), default: 0] += 1 }
    var taken: Set<String> = []
    for (subject, (name, isWhole)) in zip(subjects, plain) where isWhole && uses[name.lowercased()] == 1 {
      taken.insert(name.lowercased())
      names[ByteKey(subject.address)] = name
    }
    for (subject, (name, _)) in zip(subjects, plain) where names[ByteKey(subject.address)] == nil {
      let mark = Self.mark(subject.address)
      var marked = Self.with(mark, name, subject.ending)
      // Nobody has this by chance; somebody may by will.
      var number = 2
      while !taken.insert(marked.lowercased()).inserted {
        marked = Self.with("\(mark)-\(number)", name, subject.ending)
        number += 1
      }
      names[ByteKey(subject.address)] = marked
    }
  }

  package subscript(address: String) -> String? { names[ByteKey(address)] }

  /// - Returns: the name, and whether it tells all of the text.
  private static func safe(_ readable: String, _ ending: String) -> (name: String, isWhole: Bool) {
    var text = Array(readable.utf8)
    if readable.lowercased().hasSuffix(ending.lowercased()) { text.removeLast(ending.utf8.count) }
    var bytes: [UInt8] = []
    var isWhole = true
    for byte in text {
      switch byte {
      case UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: ":"): append(UInt8(ascii: "-"), to: &bytes)
      case _ where byte.isIn(.alphanumeric.union("-.")): append(byte, to: &bytes)
      // Two of them stand for a folder in the key of a ConfigMap.
      case UInt8(ascii: "_") where bytes.last != byte: append(byte, to: &bytes)
      case UInt8(ascii: "_"): break
      default:
        isWhole = false
        append(UInt8(ascii: "-"), to: &bytes)
      }
    }
    while let last = bytes.last, !last.isIn(.alphanumeric) { bytes.removeLast() }
    let room = longest - ending.utf8.count - digits - 1
    if bytes.count > room {
      isWhole = false
      bytes.removeLast(bytes.count - room)
    }
    if bytes.isEmpty { (bytes, isWhole) = (Array("module".utf8), false) }
    return (String(decoding: bytes, as: UTF8.self) + ending, isWhole)
  }

  /// No dot or dash at the start, and no dash behind another one.
  private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    if !byte.isIn(.alphanumeric), bytes.isEmpty || byte == UInt8(ascii: "-") && bytes.last == byte { return }
    bytes.append(byte)
  }

  private static func mark(_ address: String) -> String {
    let digest = DigestText.of(Array(address.utf8)).droppingBytes(DigestText.prefix.utf8.count)
    return String(Substring(digest.utf8.prefix(digits)))
  }

  private static func with(_ mark: String, _ name: String, _ ending: String) -> String {
    "\(Substring(name.utf8.dropLast(ending.utf8.count)))-\(mark)\(ending)"
  }
}

/// The ending that has Deno take a file for what its server said it is.
enum FileEnding {
  /// - Parameter mediaType: as Deno calls it; nil for what it reads as text or bytes.
  static func of(_ mediaType: String?, _ address: String) -> String {
    switch mediaType {
    case "TypeScript": return ".ts"
    case "Mts": return ".mts"
    case "Cts": return ".cts"
    case "Dts": return ".d.ts"
    case "Dmts": return ".d.mts"
    case "Dcts": return ".d.cts"
    case "Tsx": return ".tsx"
    case "Jsx": return ".jsx"
    case "JavaScript": return ".js"
    case "Mjs": return ".mjs"
    case "Cjs": return ".cjs"
    case "Json": return ".json"
    case "Wasm": return ".wasm"
    default: return own(address) ?? ".txt"
    }
  }

  /// The one of an address, if it has a short and plain one.
  private static func own(_ address: String) -> String? {
    let path = address.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let name = path.split(separator: UInt8(ascii: "/")).last.map { Substring($0) } ?? ""
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return nil }
    let ending = name.utf8[dot...].dropFirst()
    guard (1...8).contains(ending.count), ending.consists(of: .alphanumeric) else { return nil }
    return ".\(Substring(ending))"
  }
}
