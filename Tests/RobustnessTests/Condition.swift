import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips the test, and says so, where the machine does not offer what it needs.
  static func onlyWhere(
    _ holds: Bool, _ reason: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    .enabled(reason, sourceLocation: sourceLocation) {
      if !holds { print("skipped: \(sourceLocation.fileName):\(sourceLocation.line) (\(reason))") }
      return holds
    }
  }
}

/// A number from the environment, or the usual one.
func count(_ variable: String, otherwise usual: Int) -> Int {
  ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? usual
}
