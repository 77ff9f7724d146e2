import ArgumentParser
import ImageBuilding
import Processes
import WorkflowModel

/// Which image, and who builds it.
struct ImageOptions: ParsableArguments {
  @Option(help: "The image's tag.")
  var tag = ProgramVersion.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The registry and path before the name of the image, like registry.example.com/team.",
      valueName: "registry"))
  var registry: String?

  @Flag(help: "Push the image to the registry.")
  var push = false

  @Option(help: "The platform of the image.")
  var platform: Platform = .host

  @Option(help: "The program that builds the image (default: the first on PATH).")
  var builder: Builder?

  @Option(
    help: ArgumentHelp(
      "The image to build on, with a digest to keep it the same for ever (default: see --print).",
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
    builder ?? Builder.allCases.first { Installation.isOnPath($0.program, ProcessEnvironment["PATH"]) }
  }
}

extension Platform: ExpressibleByArgument {}
extension Builder: ExpressibleByArgument {}
