import ArgumentParser
import ImageBuilding
import Processes
import Settings
import Terminal
import Tree
import WorkflowModel

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds the base image, and can push it to a registry.",
    discussion: """
      The image holds the engine and Deno, and no workflow: one image runs all workflows, with their code mounted. \
      Another program builds it, from the Dockerfile that `tntc build --print` shows. The reference of the image is \
      written to .tentacular/base-image.txt, where `tntc render` finds it: with its digest after a push, otherwise \
      with its tag.

      The engine is found beside tntc, else on PATH; Deno where TENTACULAR_DENO says, else in the same places. Both \
      are copied into the image, so they have to be programs for its platform.
      """)

  @OptionGroup var image: ImageOptions
  @OptionGroup(title: "Programs in the image") var programs: ImageProgramOptions

  @Flag(help: "Print the Dockerfile and, as comments, what would be done; do nothing else.")
  var print = false

  @Option(
    help: ArgumentHelp(
      "Write the Dockerfile and the programs to this folder, for another builder; build nothing.",
      valueName: "dir"))
  var context: String?

  func validate() throws {
    if print, context != nil {
      throw ValidationError("--print writes nothing, and --context a folder; give one")
    }
    if context != nil, image.push || image.builder != nil {
      throw ValidationError("--context builds nothing; --push and --builder do not go with it")
    }
  }

  func run() throws {
    try reportingErrors {
      do {
        guard let request = image.request else { return }
        if print {
          Console.output(ImageText.preview(request, programs, builder: image.builderFound))
        } else if let context {
          try programs.context(for: request.platform).write(to: context)
          Console.output(ImageText.written(request, to: context))
        } else {
          try build(request)
        }
      } catch let problem as ImageProblem {
        Console.error("\("error", .error): \(ImageText.message(problem))\n" as StyledText)
        throw ImageText.exit(problem)
      } catch let failure as Program.Failure {
        Console.error("\("error", .error): \(failure.message); no image is recorded\n" as StyledText)
        throw Exit.failed
      }
    }
  }

  private func build(_ request: ImageRequest) throws {
    guard let builder = image.builderFound else { throw ImageProblem.noBuilder }
    let context = try programs.context(for: request.platform)
    let built = try ImageBuild(request, with: builder, from: context).run(
      temporariesIn: ProcessEnvironment.temporaryFolder)
    let record = BaseImageRecord(from: ".")
    do {
      try record.write(built)
    } catch {
      // It may be in the registry already, and its digest nowhere else.
      Console.error("\(built.text) was built, but is not recorded\n")
      throw error
    }
    Console.output(ImageText.recorded(built, in: record))
  }
}
