import Bytes

/// Where the text of a module names others, for types too, so that they can be written anew.
///
/// Unlike `ModuleScan` it does not ask what is loaded.
package struct SpecifierScan: Sendable {
  package struct Place: Sendable, Hashable {
    package let specifier: String
    /// In the bytes of the module, with the quotes.
    package let range: Range<Int>

    package init(specifier: String, range: Range<Int>) { (self.specifier, self.range) = (specifier, range) }
  }

  package private(set) var places: [Place] = []
  /// Where `import(…)` has what only a run knows.
  package private(set) var computed: [Int] = []

  package init(_ bytes: [UInt8]) { self.init(Script(bytes)) }

  package init(_ script: Script) {
    for (position, piece) in script.pieces.enumerated() {
      if piece.word == .import, !script.isMember(position) {
        if let offset = Self.computedArgument(script, position) { computed.append(offset) }
      } else if piece.kind == .text || piece.kind == .template, Self.isSpecifier(script, position),
        let specifier = script.value(of: piece)
      {
        places.append(Place(specifier: specifier, range: piece.start..<piece.end))
      }
    }
  }

  /// Whether the text at a position stands where one names a module.
  private static func isSpecifier(_ script: Script, _ position: Int) -> Bool {
    guard let before = script[position - 1] else { return false }
    if script.spells(before, "from") || before.word == .import { return true }
    guard before.sign == UInt8(ascii: "("), let call = script[position - 2],
      call.word == .import || script.spells(call, "require") || script.spells(call, "resolve")
    else { return false }
    // Of `import("a" + b)` it is a part alone.
    var ahead = Lookahead(script, after: position)
    return ahead.next().map { ahead.spells($0, ")") || ahead.spells($0, ",") } ?? false
  }

  private static func computedArgument(_ script: Script, _ position: Int) -> Int? {
    var ahead = Lookahead(script, after: position)
    guard ahead.take("("), let first = ahead.next(), !ahead.spells(first, ")") else { return nil }
    guard first.kind == .text || first.kind == .template else { return first.start }
    return ahead.next().map { ahead.spells($0, ")") || ahead.spells($0, ",") } ?? true ? nil : first.start
  }
}
