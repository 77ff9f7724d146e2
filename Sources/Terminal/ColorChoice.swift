/// Where text for people has colours, as its reader wishes.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto
  case always
  case never

  /// Whether a stream gets them. What the reader said of tntc goes before what the environment says of all programs:
  /// `NO_COLOR` (https://no-color.org), then `CLICOLOR_FORCE` (https://bixense.com/clicolors), then the terminal.
  ///
  /// - Parameters:
  ///   - isTerminal: whether the stream leads to one.
  ///   - environment: the value of a variable; nil where it is not set.
  package func hasColor(isTerminal: Bool, _ environment: (String) -> String?) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      func value(_ name: String) -> String { environment(name) ?? "" }
      if !value("NO_COLOR").isEmpty { return false }
      if !["", "0"].contains(value("CLICOLOR_FORCE")) { return true }
      // A terminal that does not say what it is may be anything.
      return isTerminal && !["", "dumb"].contains(value("TERM"))
    }
  }
}
