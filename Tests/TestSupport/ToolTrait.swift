import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
  /// Skips the test, and says so, when one of the tools is missing; with `TNTC_REQUIRE_TOOLS=1` the
  /// test runs all the same, and fails.
  package static func needs(
    _ tools: Tool..., sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    needs(tools, sourceLocation: sourceLocation)
  }

  package static func needs(
    _ tools: [Tool], sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    needs(tools.filter { !$0.isInstalled }.map { "\($0.name) is not installed" }, sourceLocation)
  }

  /// The same for data that a clone does not have.
  package static func needs(
    _ data: SharedData, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    let missing = ["there is no \(data.file.path), which a clone does not have"]
    return needs(data.isThere ? [] : missing, sourceLocation)
  }

  private static func needs(_ missing: [String], _ place: SourceLocation) -> Self {
    let reason = missing.joined(separator: ", ")
    return .enabled("\(reason)", sourceLocation: place) {
      if missing.isEmpty || ProcessInfo.processInfo.environment["TNTC_REQUIRE_TOOLS"] == "1" { return true }
      print("skipped: \(place.fileName):\(place.line) (\(reason))")
      return false
    }
  }
}
