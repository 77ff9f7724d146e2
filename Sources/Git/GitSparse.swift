package import Processes

extension GitRepository {
  /// Files below a folder that are in the index and, by a sparse checkout, not in the working tree: ids by path,
  /// relative to the folder.
  package func leftOut(below folder: String) throws(Program.Failure) -> GitTree {
    guard let path = path(of: folder) else { return GitTree(files: [:]) }
    let top = path == "." ? "" : "\(path)/"
    let paths = top.isEmpty ? [] : [top]
    // `<tag> <mode> <id> <stage>TAB<path>`; the tag S is for what a checkout skips.
    let output = try git(["ls-files", "-t", "--stage", "-z", "--full-name", "--"] + paths)
    var files: [String: String] = [:]
    for entry in output.split(separator: 0) where entry.first == UInt8(ascii: "S") {
      guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")) else { continue }
      let fields = String(decoding: entry[..<tab], as: UTF8.self).split(separator: " ")
      let name = String(decoding: entry[(tab + 1)...].dropFirst(top.utf8.count), as: UTF8.self)
      if fields.count == 4, fields[1].hasPrefix("100") { files[name] = String(fields[2]) }
    }
    return GitTree(files: files)
  }
}
