import ArgumentParser

/// What a person has to say before a version goes live that must not.
struct AcceptanceFlags: ParsableArguments {
  @Flag(help: "Allow a version to go live that is marked as bad, here or in another environment.")
  var acceptBad = false
}
