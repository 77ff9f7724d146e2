import Files
import Glibc

/// Where Deno is.
enum DenoProgram {
  static let variable = "TENTACULAR_DENO"
  /// Permission for one Unix socket (`--allow-net=unix:…`) came late.
  static let leastVersion = [2, 9]

  struct Missing: Error {
    let message: String
  }

  static func find() throws(Missing) -> String {
    if let path = environment(variable) {
      guard isExecutable(path) else {
        throw Missing(message: "`\(path)`, which \(variable) names, is not a program")
      }
      return Path.resolved(path) ?? path
    }
    let folders = (environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    guard let found = folders.map({ Path.join(String($0), "deno") }).first(where: isExecutable) else {
      throw Missing(
        message: "there is no `deno` on PATH; install Deno \(leastText) or newer, or name it in \(variable)")
    }
    return found
  }

  static var leastText: String { leastVersion.map(String.init).joined(separator: ".") }

  static func isNewEnough(_ version: String) -> Bool {
    let numbers = version.split(whereSeparator: { $0 == "." || $0 == "-" }).prefix(2).map { Int($0) ?? 0 }
    return !numbers.lexicographicallyPrecedes(leastVersion)
  }

  private static func isExecutable(_ path: String) -> Bool {
    unsafe access(path, X_OK) == 0 && !Disk.isFolder(path)
  }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
