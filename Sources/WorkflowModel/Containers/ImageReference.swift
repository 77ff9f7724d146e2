import Bytes
import YAML

/// A container image as `name[:tag][@digest]`, in the grammar that container runtimes read
/// (github.com/distribution/reference), except for hosts that are addresses of IPv6.
package struct ImageReference: Hashable, Sendable {
  package let name: String
  package let tag: String?
  package let digest: String?

  /// What the initialiser takes, for the schema.
  package static let pattern = {
    let part = "[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*"
    let label = "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?"
    let host = "\(label)(\\.\(label))*(:[0-9]+)?"
    let end = "(:[A-Za-z0-9_][-._A-Za-z0-9]{0,127})?(@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$"
    return "^(?=.{1,\(maximumNameLength)}\(end))(\(host)/)?\(part)(/\(part))*\(end)"
  }()
  private static let maximumNameLength = 255

  package static let form = TextForm(["pattern": .string(pattern)]) { text throws(InvalidText) in
    guard let image = ImageReference(text) else {
      throw InvalidText(reason: "`\(text)` is not an image reference; expected `name[:tag][@sha256:…]`")
    }
    return image
  }

  /// Used, with a warning, when no image is set.
  package static let fallback = ImageReference(name: EngineContract.imageName, tag: "latest")

  private init(name: String, tag: String) {
    self.name = name
    self.tag = tag
    digest = nil
  }

  /// Nil when the text is not an image reference.
  package init?(_ text: String) {
    let halves = text.utf8.split(separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
    digest = halves.count == 2 ? String(Substring(halves[1])) : nil
    let located = halves[0]
    let lastSlash = located.lastIndex(of: UInt8(ascii: "/")) ?? located.startIndex
    if let colon = located[lastSlash...].lastIndex(of: UInt8(ascii: ":")) {
      name = String(Substring(located[..<colon]))
      tag = String(Substring(located[located.index(after: colon)...]))
    } else {
      name = String(Substring(located))
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
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard name.utf8.count <= maximumNameLength, parts.dropFirst().allSatisfy(isPart) else { return false }
    return isPart(parts[0]) || parts.count > 1 && isHost(Substring(parts[0]))
  }

  /// Letters and digits, with one `.`, `_` or `__`, or dashes, between them.
  private static func isPart(_ part: Substring.UTF8View) -> Bool {
    guard let first = part.first, first.isIn(.lowerAlphanumeric), let last = part.last,
      last.isIn(.lowerAlphanumeric), part.consists(of: .lowerAlphanumeric.union(".-_"))
    else { return false }
    return part.split { $0.isIn(.lowerAlphanumeric) }.allSatisfy { separator in
      separator.consists(of: "-") || separator.elementsEqual(".".utf8)
        || separator.consists(of: "_") && separator.count <= 2
    }
  }

  private static func isHost(_ host: Substring) -> Bool {
    let halves = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if halves.count == 2, halves[1].isEmpty || !halves[1].consists(of: .digit) { return false }
    return halves[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.consists(of: .alphanumeric.union("-"))
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
