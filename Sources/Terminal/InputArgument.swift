package import Files

/// An input of the command line: a text as it is, `@FILE`, or `-` for standard input.
package struct InputArgument: Sendable {
  /// For messages.
  package let name: String
  package let bytes: [UInt8]

  /// - Parameter option: the name of the option that holds the text.
  package init(_ text: String, option: String) throws(FileError) {
    if text == "-" {
      (name, bytes) = ("standard input", try Disk.readStandardInput())
    } else if text.hasPrefix("@") {
      name = String(text.dropFirst())
      bytes = try Disk.read(name, followingLinks: true)
    } else {
      (name, bytes) = (option, Array(text.utf8))
    }
  }
}
