package import Foundation

/// The `tntc` that was built with the tests.
package enum BuiltProgram {
  /// The folder with the test bundle, and so with the programs.
  package static let folder =
    Bundle.allBundles.map(\.bundleURL)
    .first { $0.pathExtension == "xctest" }?.deletingLastPathComponent()
    ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()

  package static let tntc = folder.appending(path: "tntc")
  package static let engine = folder.appending(path: "tentacular-engine")
}
