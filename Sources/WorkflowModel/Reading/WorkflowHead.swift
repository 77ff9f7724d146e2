package import Files
import YAML

/// Name and group of a workflow, read without the rest of its workflow.yaml and without checks.
package struct WorkflowHead: Hashable, Sendable {
  package let name: String?
  /// `metadata.group`.
  package let group: String?

  package init(_ bytes: [UInt8]) {
    let root = try? Reader.read(bytes).valid()
    func text(_ element: Element?) -> String? {
      guard let element, !element.isNull, case .scalar(let scalar) = element.content else {
        return nil
      }
      return scalar.text
    }
    name = text(root?.member("name")?.value)
    group = text(root?.member("metadata")?.value.member("group")?.value)
  }

  /// That of a workflow directory.
  package init(of directory: String) throws(FileError) {
    self.init(try Disk.read(Path.join(directory, WorkflowSource.workflowFile)))
  }
}
