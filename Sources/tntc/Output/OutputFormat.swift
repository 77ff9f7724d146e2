import ArgumentParser

/// How commands print what they found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  /// As text, with problems as annotations of GitHub Actions.
  case github

  var problems: FindingFormat { self == .github ? .github : .text }
}
