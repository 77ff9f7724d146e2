import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
  /// Skips the test, and says so, when one of the tools is missing; with `TNTC_REQUIRE_TOOLS=1` the
  /// test runs all the same, and fails.
  package static func needs(
    _ tools: Tool..., sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    let missing = tools.filter { !$0.isInstalled }.map { "\($0.name) is not installed" }
    let reason = missing.joined(separator: ", ")
    return .enabled("\(reason)", sourceLocation: sourceLocation) {
      if missing.isEmpty || ProcessInfo.processInfo.environment["TNTC_REQUIRE_TOOLS"] == "1" {
        return true
      }
      print("skipped: \(sourceLocation.fileName):\(sourceLocation.line) (\(reason))")
      return false
    }
  }
}
