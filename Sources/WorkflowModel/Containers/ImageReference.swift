import Bytes
import YAML

/// A container image as `name[:tag][@digest]` (the grammar of the OCI distribution reference).
package struct ImageReference: Hashable, Sendable {
  package let name: String
  package let tag: String?
  package let digest: String?

  /// What the initialiser takes, for the schema.
  package static let pattern = {
    let part = "[a-z0-9]([-._a-z0-9]*[a-z0-9])?"
    let host = "[A-Za-z0-9]([-.:A-Za-z0-9]*[A-Za-z0-9])?"
    return "^(\(part)|\(host)(/\(part))+)(:[A-Za-z0-9_][-._A-Za-z0-9]{0,127})?"
      + "(@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$"
  }()

  package static let form = TextForm(["pattern": .string(pattern)]) { text throws(InvalidText) in
    guard let image = ImageReference(text) else {
      throw InvalidText(reason: "`\(text)` is not an image reference; expected `name[:tag][@sha256:…]`")
    }
    return image
  }

  /// Used, with a warning, when nobody names an image.
  package static let fallback = ImageReference(name: EngineContract.imageName, tag: "latest")

  private init(name: String, tag: String) {
    self.name = name
    self.tag = tag
    digest = nil
  }

  /// Nil when the text is no image reference.
  package init?(_ text: String) {
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    digest = halves.count == 2 ? String(halves[1]) : nil
    let located = halves[0]
    let lastSlash = located.lastIndex(of: "/") ?? located.startIndex
    if let colon = located[lastSlash...].lastIndex(of: ":") {
      name = String(located[..<colon])
      tag = String(located[located.index(after: colon)...])
    } else {
      name = String(located)
      tag = nil
    }
    guard Self.isName(name), tag.map(Self.isTag) ?? true, digest.map(Self.isDigest) ?? true else {
      return nil
    }
  }

  package var text: String { name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "") }

  /// `Always` for what may change under its name, as the kubelet would not look again.
  package var pullPolicy: String { digest == nil ? "Always" : "IfNotPresent" }

  private static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.enumerated().allSatisfy { position, part in
      guard let first = part.utf8.first, let last = part.utf8.last else { return false }
      let isHost = position == 0 && parts.count > 1
      let ends: ASCII = isHost ? .alphanumeric : .lowerAlphanumeric
      return first.isIn(ends) && last.isIn(ends) && part.consists(of: ends.union(isHost ? ".-:" : ".-_"))
    }
  }

  private static func isTag(_ tag: String) -> Bool {
    guard (1...128).contains(tag.utf8.count), let first = tag.utf8.first else { return false }
    return first.isIn(.alphanumeric.union("_")) && tag.consists(of: .alphanumeric.union("_.-"))
  }

  private static func isDigest(_ digest: String) -> Bool {
    let halves = digest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves[0] == "sha256" || halves[0] == "sha512" else { return false }
    return halves[1].utf8.count == (halves[0] == "sha256" ? 64 : 128)
      && halves[1].consists(of: .lowerHexDigit)
  }
}
