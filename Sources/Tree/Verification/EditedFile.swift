import Releases
import Rendering
import WorkflowModel

/// The message for a file of the tree that differs from what tntc wrote.
enum EditedFile {
  /// - Parameters:
  ///   - digest: of what tntc wrote.
  ///   - edit: what is wrong, when it is more than line endings.
  static func message(_ bytes: [UInt8], digest: String, edit: String) -> String {
    DigestText.of(LineEndings.unified(bytes)) == digest ? LineEndings.treeProblem : edit
  }

  /// The same for files that have one digest together.
  static func haveOtherLineEndings(_ files: [RenderedFile], digest: String) -> Bool {
    let unified = files.map { RenderedFile(path: $0.path, bytes: LineEndings.unified($0.bytes)) }
    return WorkflowSource.digest(of: unified) == digest
  }
}
