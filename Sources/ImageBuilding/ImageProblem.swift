package import WorkflowModel

/// Why no image could be built.
package enum ImageProblem: Error, Hashable, Sendable {
  /// A program that goes into the image was not named, and is in none of the places where it is looked for.
  case programMissing(ContextProgram)
  /// For another platform than this one no program is looked for: those here are of the wrong kind.
  case programNotNamed(ContextProgram, Platform)
  /// What was named is not a file that can be executed.
  case notExecutable(path: String, ContextProgram)
  case notELF(path: String)
  /// `runsOn` is nil for a machine that no image is made for.
  case otherMachine(path: String, runsOn: Platform?, wanted: Platform)
  case noBuilder
  /// The folder for the context holds something else.
  case foreignFile(folder: String, name: String)
  /// The image was pushed, and the builder does not say which digest it has, or says more than one.
  case digestUnknown(Builder, ImageReference, said: [String])
}
