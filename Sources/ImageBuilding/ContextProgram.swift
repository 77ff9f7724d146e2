import Files
package import Processes
import WorkflowModel

/// A program that goes into the image.
package enum ContextProgram: String, CaseIterable, Sendable {
  case engine
  case deno

  package var fileName: String {
    switch self {
    case .engine: EngineContract.command
    case .deno: "deno"
    }
  }
}

/// A program that goes into the image, found and checked.
package struct ProgramFile: Sendable {
  package let program: ContextProgram
  package let path: String

  /// - Parameters:
  ///   - wanted: what the command line says.
  ///   - variable: what the environment says.
  package static func find(
    _ program: ContextProgram, wanted: String?, variable: String?, platform: Platform,
    in installation: Installation
  ) throws -> ProgramFile {
    guard let path = try path(program, wanted, variable, platform, installation) else {
      throw platform == .host
        ? ImageProblem.programMissing(program) : ImageProblem.programNotNamed(program, platform)
    }
    guard Disk.isExecutable(path) else { throw ImageProblem.notExecutable(path: path, program) }
    guard let header = try ELFHeader(of: path) else { throw ImageProblem.notELF(path: path) }
    guard header.machine == platform.machine else {
      let other = Platform.allCases.first { $0.machine == header.machine }
      throw ImageProblem.otherMachine(path: path, runsOn: other, wanted: platform)
    }
    return ProgramFile(program: program, path: path)
  }

  private static func path(
    _ program: ContextProgram, _ wanted: String?, _ variable: String?, _ platform: Platform,
    _ installation: Installation
  ) throws -> String? {
    if let wanted { return wanted }
    guard platform == .host else { return nil }
    return variable ?? installation.path(of: program.fileName)
  }
}
