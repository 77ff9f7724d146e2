import Files

/// What a builder sees: the Dockerfile and the two programs.
///
/// It is made in a folder of its own, so that nothing of a workflow or of a user can come along.
package struct BuildContext: Sendable {
  package static let files = [Dockerfile.name] + ContextProgram.allCases.map(\.fileName)

  private let programs: [ProgramFile]

  package init(_ programs: [ProgramFile]) { self.programs = programs }

  /// Writes it into a folder, which is made when there is none.
  ///
  /// Programs are copied with the same permissions and time on every machine: they become a layer of the image.
  ///
  /// - Throws: `ImageProblem` when the folder holds anything else.
  package func write(to folder: String) throws {
    if try Disk.kind(of: folder) != nil {
      let foreign = try Disk.entries(of: folder).first { !Self.files.contains($0.name) }
      if let foreign { throw ImageProblem.foreignFile(folder: folder, name: foreign.name) }
    }
    try Disk.makeFolders(folder)
    try Disk.write(Dockerfile.bytes, to: Path.join(folder, Dockerfile.name))
    for program in programs {
      try Disk.copyProgram(program.path, to: Path.join(folder, program.program.fileName))
    }
  }
}
