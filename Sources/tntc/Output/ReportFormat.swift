import ArgumentParser

/// How commands print what they did, where problems can be annotations of GitHub Actions.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case github

  var problems: FindingFormat { self == .github ? .github : .text }
}
