/// `@jsxImportSource NAME` in a comment before the code of a module.
package enum JSXPragma {
  package static func importSource(in bytes: [UInt8]) -> (source: String, offset: Int)? {
    let pragma = Array("@jsxImportSource".utf8)
    for comment in ScriptLexer.comments(before: bytes) {
      var position = comment.lowerBound
      while position + pragma.count < comment.upperBound {
        if bytes[position...].starts(with: pragma) {
          let rest = bytes[(position + pragma.count)..<comment.upperBound]
          let name = rest.drop { isBlank($0) }.prefix { !isBlank($0) && $0 != UInt8(ascii: "*") }
          if name.startIndex > rest.startIndex, !name.isEmpty {
            return (String(decoding: name, as: UTF8.self), position)
          }
        }
        position += 1
      }
    }
    return nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
