import Files
package import Processes

extension GitRepository {
  /// Whether the history ends somewhere before its beginning, as in a clone with `--depth`.
  package func isShallow() throws(Program.Failure) -> Bool {
    try git(["rev-parse", "--is-shallow-repository"]).starts(with: "true".utf8)
  }

  /// The commit that made a file what it is at HEAD; nil when HEAD has no such file.
  package func lastChange(of file: String) throws(Program.Failure) -> String? {
    guard let path = path(of: file), try commit("HEAD") != nil else { return nil }
    let output = try git(["log", "-1", "--no-renames", "--format=%H", "HEAD", "--", ":(top,literal)\(path)"])
    let id = output.prefix { $0 != UInt8(ascii: "\n") }
    return id.isEmpty ? nil : String(decoding: id, as: UTF8.self)
  }
}
