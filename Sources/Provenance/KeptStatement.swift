package import Diagnostics
import Releases
import Settings
package import WorkflowModel
package import YAML

/// A statement as it was kept: plain, in a DSSE envelope, or in a bundle of sigstore around one.
package struct KeptStatement: Sendable {
  package static let maximumBytes = 16_000_000
  /// DSSE, and the media type of in-toto.
  private static let payloadType = "application/vnd.in-toto+json"

  package let value: Value
  package let workflow: String
  package let version: VersionNumber
  /// Whether it has signatures; checking them is left to other programs.
  package let isSigned: Bool

  /// - Parameter path: where it stands, for people.
  package init(_ bytes: [UInt8], path: String) throws(InvalidInput) {
    let outer = try Self.read(bytes, path: path, what: "the file")
    let envelope = outer["dsseEnvelope"] ?? outer
    isSigned = envelope["payload"] != nil
    value = isSigned ? try Self.payload(envelope, path: path) : outer
    for (field, expected) in [
      ("_type", ProvenanceStatement.type), ("predicateType", ProvenanceStatement.predicateType),
    ] where value[field]?.text != expected {
      throw InvalidInput(
        path: path, "is not a statement that tntc makes: `\(field)` has to be `\(expected)`")
    }
    let parameters = value["predicate"]?["buildDefinition"]?["externalParameters"]
    guard let workflow = parameters?["workflow"]?.text else { throw Self.missing("workflow", path) }
    guard let text = parameters?["version"]?.text, let version = try? VersionNumber(text) else {
      throw Self.missing("version", path)
    }
    (self.workflow, self.version) = (workflow, version)
  }

  private static func missing(_ name: String, _ path: String) -> InvalidInput {
    InvalidInput(
      path: path, "`predicate.buildDefinition.externalParameters.\(name)` does not name a \(name)")
  }

  private static func payload(_ envelope: Value, path: String) throws(InvalidInput) -> Value {
    guard envelope["payloadType"]?.text == payloadType else {
      throw InvalidInput(
        path: path, "is an envelope with another content; `payloadType` has to be `\(payloadType)`")
    }
    guard let payload = envelope["payload"]?.text.flatMap(decoded) else {
      throw InvalidInput(path: path, "`payload` of the envelope is not Base64")
    }
    return try read(payload, path: path, what: "the payload of the envelope")
  }

  /// DSSE takes both alphabets of Base64.
  private static func decoded(_ text: String) -> [UInt8]? {
    var digits = text.utf8.map { byte in
      byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
    }
    while digits.count % 4 != 0 { digits.append(UInt8(ascii: "=")) }
    return Base64.decode(String(decoding: digits, as: UTF8.self))
  }

  private static func read(_ bytes: [UInt8], path: String, what: String) throws(InvalidInput) -> Value {
    let value: Value
    do {
      value = try JSON.read(bytes, .written)
    } catch {
      throw InvalidInput([error.finding("\(what) is not JSON: ", path: path, in: bytes)])
    }
    guard case .mapping = value else {
      throw InvalidInput(path: path, "\(what) is not a JSON object; expected an in-toto statement")
    }
    return value
  }
}
