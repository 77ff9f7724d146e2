package import Foundation

/// The programs that the tests run.
package enum BuiltProgram {
  /// The folder with the test bundle, and so with all that was built with it.
  package static let buildFolder =
    Bundle.allBundles.map(\.bundleURL)
    .first { $0.pathExtension == "xctest" }?.deletingLastPathComponent()
    ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()

  /// The folder with both programs: `TNTC_PROGRAMS` names one with those of a release build, which are several times as
  /// fast.
  package static let folder =
    ProcessInfo.processInfo.environment["TNTC_PROGRAMS"].map { URL(filePath: $0) } ?? buildFolder

  package static let tntc = folder.appending(path: "tntc")
  package static let engine = folder.appending(path: "tentacular-engine")
}
