/// A regular expression for a whole name, as `target` of a kustomization has it, of the kind that people write: `.`,
/// `.*`, `.+` and `|` between alternatives.
struct NamePattern {
  private enum Part {
    case byte(UInt8)
    case anyByte
    case anything
  }

  private let alternatives: [[Part]]

  /// Nil for an expression of another kind.
  init?(_ text: String) {
    var text = text[...]
    if text.hasPrefix("^") { text = text.dropFirst() }
    if text.hasSuffix("$") { text = text.dropLast() }
    var alternatives: [[Part]] = []
    for alternative in text.split(separator: "|", omittingEmptySubsequences: false) {
      guard let parts = Self.parts(Array(alternative.utf8)) else { return nil }
      alternatives.append(parts)
    }
    self.alternatives = alternatives
  }

  private static let special = Array("\\^$?()[]{}*+".utf8)

  private static func parts(_ text: [UInt8]) -> [Part]? {
    var parts: [Part] = []
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      if special.contains(byte) { return nil }
      guard byte == UInt8(ascii: ".") else {
        parts.append(.byte(byte))
        continue
      }
      let next = index < text.count ? text[index] : 0
      switch next {
      case UInt8(ascii: "*"): parts.append(.anything)
      case UInt8(ascii: "+"): parts += [.anyByte, .anything]
      default:
        parts.append(.anyByte)
        continue
      }
      index += 1
    }
    return parts
  }

  func matches(_ name: String) -> Bool {
    let name = Array(name.utf8)
    return alternatives.contains { Self.matches($0, name) }
  }

  /// Takes as little as it can for what may be anything, and more only where the rest asks for it.
  private static func matches(_ parts: [Part], _ name: [UInt8]) -> Bool {
    var (part, byte) = (0, 0)
    var last: (part: Int, byte: Int)?
    while byte < name.count || part < parts.count {
      switch part < parts.count ? parts[part] : nil {
      case .anything?:
        last = (part, byte)
        part += 1
        continue
      case .anyByte? where byte < name.count:
        (part, byte) = (part + 1, byte + 1)
        continue
      case .byte(let wanted)? where byte < name.count && name[byte] == wanted:
        (part, byte) = (part + 1, byte + 1)
        continue
      default: break
      }
      guard let back = last, back.byte < name.count else { return false }
      last = (back.part, back.byte + 1)
      (part, byte) = (back.part + 1, back.byte + 1)
    }
    return true
  }
}
