import ArgumentParser
import Files
import ImageBuilding
import Processes
import ReleaseTree
import Rendering
import Terminal
import WorkflowModel

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds the base image, and can push it.",
    discussion: """
      The image has the engine and Deno in it, and no workflow: one runs them all, and their code is mounted. Another \
      program builds it, from a Dockerfile that `tntc build --print` shows. The image's reference is written to \
      .tentacular/base-image.txt, where `tntc render` finds it: by its digest after a push, by its tag else.

      The engine is found beside tntc, else on PATH; Deno where TENTACULAR_DENO says, else in the same places. Both go \
      into the image as they are, so they have to be programs of its platform.
      """)

  @OptionGroup var image: ImageOptions
  @OptionGroup(title: "Programs in the image") var programs: ImageProgramOptions

  @Flag(help: "Print the Dockerfile and, as comments, what would be done; do nothing.")
  var print = false

  @Option(
    help: ArgumentHelp(
      "Write Dockerfile and programs to this folder, for a builder that tntc does not run; build nothing.",
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
        Console.error("error: \(ImageText.message(problem))\n")
        throw ImageText.exit(problem)
      } catch let failure as Program.Failure {
        Console.error("error: \(failure.message); no image is recorded\n")
        throw Exit.failed
      }
    }
  }

  private func build(_ request: ImageRequest) throws {
    guard let builder = image.builderFound else { throw ImageProblem.noBuilder }
    let context = try programs.context(for: request.platform)
    let built = try ImageBuild(request, with: builder, from: context).run(
      temporariesIn: Surroundings.temporaryFolder)
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

/// Which image, and who builds it.
struct ImageOptions: ParsableArguments {
  @Option(help: "The tag (default: the version of tntc).")
  var tag = Tntc.version

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What stands before the image's name, like registry.example.com/team.", valueName: "registry"))
  var registry: String?

  @Flag(help: "Push the image to the registry.")
  var push = false

  @Option(
    help: ArgumentHelp(
      "What the image is for: linux/amd64 or linux/arm64 (default: what tntc runs on).", valueName: "platform"
    ))
  var platform: Platform = .host

  @Option(help: "docker, podman or buildah (default: the first that is on PATH).")
  var builder: Builder?

  @Option(
    help: ArgumentHelp(
      "What the image stands on, with a digest if it is to be the same for ever (default: see --print).",
      valueName: "image"))
  var base: String?

  func validate() throws {
    guard Self.reference(nil, tag) != nil else {
      throw ValidationError("--tag \(tag): expected letters, digits, `_`, `.` and `-`, at most 128")
    }
    if let registry, Self.reference(registry, tag) == nil {
      throw ValidationError(
        "--registry \(registry): expected `host[:port][/path]` without `https://`, a tag or a slash at the end"
      )
    }
    if push, registry == nil { throw ValidationError("--push needs --registry, to know where to") }
    if let base, ImageReference(base) == nil {
      throw ValidationError("--base \(base): expected `name[:tag][@sha256:…]`")
    }
  }

  /// Nil when either of them is wrong; what one says must not be taken for the other.
  private static func reference(_ registry: String?, _ tag: String) -> ImageReference? {
    let name = (registry.map { "\($0)/" } ?? "") + EngineContract.imageName
    guard let reference = ImageReference("\(name):\(tag)"), reference.name == name, reference.tag == tag
    else { return nil }
    return reference
  }

  /// Nil when `validate` did not let it through.
  var request: ImageRequest? {
    Self.reference(registry, tag).map {
      ImageRequest($0, for: platform, on: base.flatMap(ImageReference.init), to: push ? .registry : .store)
    }
  }

  var builderFound: Builder? {
    builder ?? Builder.allCases.first { Installation.isOnPath($0.program, Surroundings["PATH"]) }
  }
}

/// The programs that go into the image.
struct ImageProgramOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The tentacular-engine that goes into the image.", valueName: "file"))
  var engine: String?

  @Option(help: ArgumentHelp("The Deno that goes into the image.", valueName: "file"))
  var deno: String?

  func context(for platform: Platform) throws -> BuildContext {
    BuildContext(try ContextProgram.allCases.map { try file($0, for: platform) })
  }

  func file(_ program: ContextProgram, for platform: Platform) throws -> ProgramFile {
    let (wanted, variable) =
      switch program {
      case .engine: (engine, String?.none)
      case .deno: (deno, Surroundings["TENTACULAR_DENO"])
      }
    return try ProgramFile.find(
      program, wanted: wanted, variable: variable, platform: platform,
      in: Installation(path: Surroundings["PATH"]))
  }
}

extension Platform: ExpressibleByArgument {}
extension Builder: ExpressibleByArgument {}
