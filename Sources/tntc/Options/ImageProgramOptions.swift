import ArgumentParser
import ImageBuilding
import Processes

/// The programs that go into the image.
struct ImageProgramOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The tentacular-engine for the image.", valueName: "file"))
  var engine: String?

  @Option(help: ArgumentHelp("The Deno for the image.", valueName: "file"))
  var deno: String?

  func context(for platform: Platform) throws -> BuildContext {
    BuildContext(try ContextProgram.allCases.map { try file($0, for: platform) })
  }

  func file(_ program: ContextProgram, for platform: Platform) throws -> ProgramFile {
    let (wanted, variable) =
      switch program {
      case .engine: (engine, String?.none)
      case .deno: (deno, ProcessEnvironment["TENTACULAR_DENO"])
      }
    return try ProgramFile.find(
      program, wanted: wanted, variable: variable, platform: platform,
      in: Installation(path: ProcessEnvironment["PATH"]))
  }
}
