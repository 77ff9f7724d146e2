import ArgumentParser

/// What a person has to say before a version goes live that must not.
struct AcceptanceFlags: ParsableArguments {
  @Flag(help: "Let a version go live that is bad here or in another environment.")
  var acceptBad = false
}
