package import Foundation

/// Data of other projects that lies beside the repository and belongs to no registry; a clone does not have it.
package struct SharedData: Sendable {
  /// `TNTC_SHARED` names another place.
  private static let folder =
    ProcessInfo.processInfo.environment["TNTC_SHARED"].map { URL(filePath: $0) }
    ?? repositoryRoot.deletingLastPathComponent().appending(path: "shared")

  package let file: URL

  private init(_ path: String) { file = Self.folder.appending(path: path) }

  /// CustomResourceDefinitions, for the judges in Python.
  package static let definitions = SharedData("crds")

  /// Answers of a real cluster, each with its tree and with what is true of it.
  package static let clusterAnswers = SharedData("cluster")

  /// The conformance suite of JSON-e; `JSONE_SPEC` names another file.
  package static let templateSuite =
    ProcessInfo.processInfo.environment["JSONE_SPEC"].map { SharedData(elsewhere: URL(filePath: $0)) }
    ?? SharedData("json-e/specification.yml")

  private init(elsewhere file: URL) { self.file = file }

  package var isThere: Bool { FileManager.default.isReadableFile(atPath: file.path) }
}
