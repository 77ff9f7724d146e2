import Files
import Releases
package import Tree

/// What is in a compared folder and leads elsewhere.
package enum FolderPointer: Hashable, Sendable {
  case link(to: String)
  /// A repository of its own, which git holds by its commit alone.
  case repository(at: String)

  var text: String {
    switch self {
    case .link(let target): "link to \(target)"
    case .repository(let commit): "repository at \(commit)"
    }
  }

  fileprivate var kind: FileKind {
    switch self {
    case .link: .symbolicLink
    case .repository: .folder
    }
  }

  /// Why no file can be below it.
  fileprivate var problemAsFolder: FileError.Reason {
    switch self {
    case .link: .notFolder(.symbolicLink)
    case .repository: .said("is a repository of its own, and git holds none of its files")
    }
  }
}

/// A workflow's folder as one side of a comparison has it.
package struct ComparedWorkflow: Sendable {
  package let workflow: RetainedWorkflow
  /// By their paths; none of them is a file that the lock lists.
  let pointers: [String: FolderPointer]

  /// - Parameters:
  ///   - path: that of the folder, for messages.
  ///   - files: by their paths, relative to the folder.
  /// - Throws: `FileError` when a file that has to be one is something else, as on disk.
  package init(path: String, files: [String: [UInt8]], pointers: [String: FolderPointer]) throws {
    try Self.refuse([Release.lockFile] + RetainedWorkflow.kustomizationNames, pointers, in: path)
    workflow = try RetainedWorkflow(path: path, files: files)
    try Self.refuse(workflow.release.ownedFiles, pointers, in: path)
    self.pointers = pointers
  }

  package init(_ workflow: RetainedWorkflow) { self.init(workflow, pointers: [:]) }

  init(_ workflow: RetainedWorkflow, pointers: [String: FolderPointer]) {
    (self.workflow, self.pointers) = (workflow, pointers)
  }

  private static func refuse(
    _ files: [String], _ pointers: [String: FolderPointer], in folder: String
  ) throws(FileError) {
    if pointers.isEmpty { return }
    for file in files {
      let path = Path.join(folder, file)
      if let pointer = pointers[file] { throw FileError("read", path, .notRegular(pointer.kind)) }
      var place = Path.parent(file)
      while !place.isEmpty {
        if let pointer = pointers[place] {
          throw FileError("read", Path.join(folder, place), pointer.problemAsFolder)
        }
        place = Path.parent(place)
      }
    }
  }
}
