/// Line endings, which git changes in a clone with `core.autocrlf`.
package enum LineEndings {
  /// The line of a `.gitattributes` that keeps them: LF everywhere, and files that are not text as they are.
  package static let attribute = "* text=auto eol=lf"

  /// What is wrong with files of a tree that git gave other ones.
  package static let treeProblem =
    "has other line endings than tntc wrote, because of git's `core.autocrlf`, and tntc compares the tree byte by "
    + "byte; add the line `\(attribute)` to a `.gitattributes` in the tree's folder, remove the files there and "
    + "check them out again"

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// With LF for each CRLF and each CR. What holds a NUL is not text, and git does not change it either.
  package static func unified(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(carriageReturn), !bytes.contains(0) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (position, byte) in bytes.enumerated() {
      if byte != carriageReturn {
        result.append(byte)
      } else if position + 1 == bytes.count || bytes[position + 1] != lineFeed {
        result.append(lineFeed)
      }
    }
    return result
  }

  /// With CRLF for each LF, as git makes it.
  static func expanded(_ bytes: [UInt8]) -> [UInt8] {
    bytes.contains(0) ? bytes : unified(bytes).flatMap { $0 == lineFeed ? [carriageReturn, $0] : [$0] }
  }
}

extension WorkflowSource {
  /// The same with LF at the end of each line.
  package var withLineFeeds: WorkflowSource { changed(LineEndings.unified) }

  /// The digests that it has with other line endings: LF in each file, and CRLF in each.
  package var digestsWithOtherLineEndings: [String] {
    [withLineFeeds, changed(LineEndings.expanded)].map(\.digest).filter { $0 != digest }
  }

  private func changed(_ change: ([UInt8]) -> [UInt8]) -> WorkflowSource {
    WorkflowSource(files: files.map { SourceFile(path: $0.path, bytes: change($0.bytes)) })
  }
}
