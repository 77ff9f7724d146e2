import ArgumentParser
import WorkflowModel

extension VersionNumber: ExpressibleByArgument {
  /// A version as the command line gives it.
  public init?(argument: String) {
    guard let version = try? VersionNumber(argument) else { return nil }
    self = version
  }
}

extension VersionNumber.Part: ExpressibleByArgument {}
