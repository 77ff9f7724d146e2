import ArgumentParser

/// How a command prints its problems, where nothing else of it has a format to choose.
struct ProblemOptions: ParsableArguments {
  @Option(help: "How problems are printed: text, or github for annotations of GitHub Actions.")
  var format = ReportFormat.text

  var problems: FindingFormat { format.problems }
}
