import Foundation
import TestSupport

/// The files of a release, as `make dist` makes them, of the programs that were built with the tests.
struct TestRelease {
  let folder: URL
  /// Without symbols, like those that are released.
  let programs: URL

  /// Made once for all tests, as it takes ten seconds.
  static let shared = Result { try TestRelease(in: repositoryRoot.appending(path: ".build/test-release")) }

  init(in place: URL) throws {
    programs = place.appending(path: "programs")
    folder = place.appending(path: "dist")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    for program in ["tntc", "tentacular-engine"] {
      try Self.stripped(program, to: programs)
    }
    try make(in: folder)
    try unpackExamples()
  }

  /// Every file of the release, in a folder of one's own.
  func make(in folder: URL, environment: [String: String] = [:]) throws {
    var arguments = ["-B", repositoryRoot.appending(path: ".ci/release").path, "--out", folder.path]
    for (option, name) in [("tntc", "tntc"), ("engine", "tentacular-engine")] {
      let objects = BuiltProgram.buildFolder.appending(path: "\(name).product/Objects.LinkFileList")
      arguments += [
        "--\(option)", programs.appending(path: name).path, "--\(option)-objects", objects.path,
      ]
    }
    let outcome = try Tool.python3.run(arguments, environment: environment)
    guard outcome.status == 0 else { throw SampleTree.Failure(description: outcome.errors) }
  }

  /// The examples with the versions and checksums of this release.
  var examples: URL { folder.deletingLastPathComponent().appending(path: "examples") }

  private func unpackExamples() throws {
    try? FileManager.default.removeItem(at: examples)
    try FileManager.default.createDirectory(at: examples, withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    guard let archive = names.first(where: { $0.hasPrefix("tntc-ci-") }) else {
      throw SampleTree.Failure(description: "the release has no examples")
    }
    let outcome = try Tool(at: URL(filePath: "/usr/bin/tar")).run([
      "-xzf", folder.appending(path: archive).path, "-C", examples.path, "--strip-components=1",
    ])
    guard outcome.status == 0 else { throw SampleTree.Failure(description: outcome.errors) }
  }

  private static func stripped(_ program: String, to folder: URL) throws {
    let source = BuiltProgram.folder.appending(path: program)
    let outcome = try Tool(at: URL(filePath: "/usr/bin/strip")).run([
      "-o", folder.appending(path: program).path, source.path,
    ])
    guard outcome.status == 0 else { throw SampleTree.Failure(description: outcome.errors) }
  }
}
