import Foundation
import TestSupport
import WorkflowModel

/// A repository with workflow directories below `flows` and a tree in `deploy`.
struct Workshop {
  let folder: URL

  /// - Parameter isRepository: whether it is a repository of git, which most commands then ask.
  init(_ folder: URL, isRepository: Bool = true) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if isRepository { try Self.makeRepository(folder) }
  }

  /// As little as git takes for a repository, without a commit.
  static func makeRepository(_ folder: URL) throws {
    try folder.write(Array("ref: refs/heads/main\n".utf8), to: ".git/HEAD")
    for name in ["objects", "refs"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: ".git/\(name)"), withIntermediateDirectories: true)
    }
  }

  private init(existing folder: URL) { self.folder = folder }

  var tree: URL { folder.appending(path: "deploy") }

  /// Writes a workflow of one node.
  ///
  /// - Parameter more: further lines of workflow.yaml.
  func write(
    _ name: String, version: String = "1.0", code: String = "first", more: String = ""
  ) throws {
    let text = """
      name: \(name)
      version: "\(version)"
      triggers:
      - type: manual
      \(more)
      nodes:
        work:
          path: nodes/work.ts

      """
    try folder.write(Array(text.utf8), to: "flows/\(name)/workflow.yaml")
    let module = "export default async () => ({ text: \"\(code)\" });\n"
    try folder.write(Array(module.utf8), to: "flows/\(name)/nodes/work.ts")
  }

  /// Gives a workflow a package, so that its version has a second ConfigMap.
  func vendor(_ name: String, _ text: String = "first") throws {
    let module = Array("export const text = \"\(text)\";\n".utf8)
    let lock = """
      format: 1
      imports: {}
      packages:
        npm:pad@1.0.0:
          files:
            npm_pad_1.0.0.js: \(DigestText.of(module))

      """
    try folder.write(module, to: "flows/\(name)/vendor/npm_pad_1.0.0.js")
    try folder.write(Array(lock.utf8), to: "flows/\(name)/vendor.lock")
  }

  func render(_ arguments: String..., image: String = "registry.example/engine:1") throws -> Ending {
    try Program.run(["render", "flows", "--image", image] + arguments, in: folder)
  }

  func workflowFile(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: "flows/\(name)/workflow.yaml"), encoding: .utf8)
  }

  /// The same files in another place.
  func copy(to place: URL) throws -> Workshop {
    if FileManager.default.fileExists(atPath: place.path) {
      try FileManager.default.removeItem(at: place)
    }
    try FileManager.default.copyItem(at: folder, to: place)
    return Workshop(existing: place)
  }
}

extension Workshop {
  /// Gives a new workshop, and removes it afterwards.
  static func with<Result>(
    isRepository: Bool = true, _ body: (Workshop) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      try body(try Workshop(folder.appending(path: "work"), isRepository: isRepository))
    }
  }

  /// A place beside this workshop, removed with it.
  func beside(_ name: String) -> URL {
    folder.deletingLastPathComponent().appending(path: name)
  }
}
