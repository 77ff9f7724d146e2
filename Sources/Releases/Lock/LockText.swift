import Bytes
import Diagnostics
import WorkflowModel
import YAML

/// The text of a lock: a first line with the digest of all that follows it, then YAML.
///
/// The digest makes any two changes of one state a conflict in git, and tells when a lock was edited or merged by
/// hand. The lock of a workflow has a second one on that line, of the derived files, so that a change is one line.
enum LockText {
  private static let prefix = Array("digest: ".utf8)
  private static let prefixOfTwo = Array("digests: {lock: ".utf8)
  private static let files = (before: Array(", files: ".utf8), after: Array("}".utf8))
  private static let formatKey = "format"

  /// - Parameters:
  ///   - files: the digest of the derived files, where it is to stand on the first line.
  ///   - lines: members whose items stand in one line each.
  static func encode(
    _ body: Mapping, files digest: String? = nil, lines: Set<String> = []
  ) throws(EmitError) -> [UInt8] {
    let body = try Emitter.emit(body, oneLineIn: lines)
    let lineFeed = [UInt8(ascii: "\n")]
    guard let digest else { return prefix + Array(DigestText.of(body).utf8) + lineFeed + body }
    let rest = files.before + Array(digest.utf8) + files.after + lineFeed + body
    return prefixOfTwo + Array(DigestText.of(rest).utf8) + rest
  }

  struct Decoded {
    let body: Element
    /// The digest of the derived files, where it stands on the first line.
    let files: String?
  }

  /// The body, when the digest is right and this program knows its format.
  ///
  /// - Parameter format: the newest one that is known.
  static func decode(_ bytes: [UInt8], format: Int) throws(LockProblem) -> Decoded {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { throw .digestMissing }
    if bytes.starts(with: prefix) {
      let body = bytes[(end + 1)...]
      guard bytes[prefix.count..<end].elementsEqual(DigestText.of(body).utf8) else { throw .digestDiffers }
      return Decoded(body: try read(body, format: format), files: nil)
    }
    guard bytes.starts(with: prefixOfTwo) else { throw .digestMissing }
    let start = min(prefixOfTwo.count + DigestText.length, end)
    guard bytes[prefixOfTwo.count..<start].elementsEqual(DigestText.of(bytes[start...]).utf8) else {
      throw .digestDiffers
    }
    let body = try read(bytes[(end + 1)...], format: format)
    let line = bytes[start..<end]
    guard line.starts(with: files.before), line.reversed().starts(with: files.after.reversed()) else {
      throw .unreadable(
        line: 1,
        "expected `files`, the digest of the derived files, after the digest of "
          + "the lock")
    }
    let digest = line.dropFirst(files.before.count).dropLast(files.after.count)
    return Decoded(body: body, files: String(decoding: digest, as: UTF8.self))
  }

  private static func read(_ body: ArraySlice<UInt8>, format: Int) throws(LockProblem) -> Element {
    let document: Element?
    do {
      document = try Reader.read(Array(body)).valid()
    } catch {
      throw .unreadable(line: error.position.line + 1, error.message)
    }
    guard let root = document else { throw .unreadable(line: 2, "it is empty") }
    try check(root, format: format)
    return root
  }

  private static func check(_ root: Element, format: Int) throws(LockProblem) {
    guard let field = root.member(formatKey)?.value else {
      throw .unreadable(line: 2, "`\(formatKey)` is missing")
    }
    // A number above 64 bits is a newer one, too.
    guard case .scalar(let scalar) = field.content, case let digits = Self.digits(scalar.text),
      !digits.isEmpty, digits.consists(of: .digit)
    else { throw .unreadable(line: field.position.line + 1, "`\(formatKey)` is not a number") }
    guard digits == scalar.text[...], digits.utf8.first != UInt8(ascii: "0") else {
      throw .unreadable(
        line: field.position.line + 1,
        "`\(formatKey)` is `\(scalar.text)`, and there is no such format; this tntc reads 1 to \(format)")
    }
    if Int(scalar.text).map({ $0 > format }) ?? true { throw .newerFormat(scalar.text) }
  }

  private static func digits(_ text: String) -> Substring {
    text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
  }

  /// Without the carriage returns that git's `core.autocrlf` puts in.
  static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8]? {
    let unified = LineEndings.unified(bytes)
    return unified == bytes ? nil : unified
  }
}
