/// What a part of a text is, as far as a terminal shows it otherwise than the rest.
package enum Style: Sendable {
  /// Headlines, heads of tables, and places in files.
  case strong
  /// Errors, and what else must not be.
  case error
  /// Warnings, and what is not as usual.
  case warning
  /// What is worth knowing.
  case notice
  /// What is as it has to be.
  case good
  /// What points at a character.
  case caret
  case added
  case removed
  case changed
  /// Where a part of a file begins in a diff.
  case hunk

  /// That of `+`, `-` and `~` in front of a file or an object; nil for any other text.
  init?(mark: String) {
    switch mark {
    case "+": self = .added
    case "-": self = .removed
    case "~": self = .changed
    default: return nil
    }
  }
}
