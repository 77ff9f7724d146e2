import Glibc

/// The environment's variables, for the commands that run other programs. Rendering depends on none.
enum ProcessEnvironment {
  /// Nil when it is not set, or empty.
  static subscript(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// Whatever it is set to, `validate` loads no nodes.
  static let noLoad = "TNTC_NO_LOAD"

  static var temporaryFolder: String { self["TMPDIR"] ?? "/tmp" }
}
