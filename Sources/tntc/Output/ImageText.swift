import ArgumentParser
import Diagnostics
import Files
import ImageBuilding
import Terminal
import Tree
import WorkflowModel

/// What `build` says.
enum ImageText {
  static func recorded(_ image: ImageReference, in record: BaseImageRecord) -> String {
    let note =
      record.isInRepository
      ? ""
      : "outside of a git repository, `tntc render` looks for it only in the workflow's directory\n"
    return "\(record.path): \(image.text)\n\(note)"
  }

  static func written(_ image: ImageRequest, to folder: String) -> String {
    let files = BuildContext.files.map { "+ \(folder)/\($0)\n" }.joined()
    let base = image.base.map { " with the build argument BASE=\($0.text)" } ?? ""
    return "\(files)next: build \(image.reference.text) for \(image.platform.rawValue) from it\(base), "
      + "and give its reference to `tntc render --image`\n"
  }

  /// The Dockerfile, with everything else in comments, so that it still is one.
  static func preview(_ image: ImageRequest, _ programs: ImageProgramOptions, builder: Builder?) -> String {
    var lines = ["", "The context:", "  \(Dockerfile.name)"]
    for program in ContextProgram.allCases {
      do {
        lines.append(
          "  \(program.fileName), a copy of \(try programs.file(program, for: image.platform).path)")
      } catch {
        lines.append("  \(program.fileName), but \(said(error))")
      }
    }
    lines += ["", "The image is built with:"]
    if let builder {
      lines += calls(image, builder).map {
        "  \(([builder.program] + $0).map(ShellWord.quoted).joined(separator: " "))"
      }
    } else {
      lines.append("  \(message(.noBuilder))")
    }
    let comments = lines.map { $0.isEmpty ? "#\n" : "# \(FindingText.oneLine($0))\n" }
    return String(decoding: Dockerfile.bytes, as: UTF8.self) + comments.joined()
  }

  private static func said(_ error: any Error) -> String {
    switch error {
    case let problem as ImageProblem: message(problem)
    case let failure as FileError: "\(failure.path): \(failure.message)"
    default: "\(error)"
    }
  }

  private static func calls(_ image: ImageRequest, _ builder: Builder) -> [[String]] {
    let build = builder.build(image, in: "CONTEXT")
    guard image.destination == .registry else { return [build] }
    let push = builder.push(image.reference, digestTo: "DIGEST")
    return [build, push] + [builder.digests(of: image.reference)].compactMap(\.self)
  }

  static func message(_ problem: ImageProblem) -> String {
    switch problem {
    case .programMissing(let program):
      "\(program.fileName) is neither beside tntc nor on PATH; name it with \(option(program))"
    case .programNotNamed(let program, let platform):
      "\(program.fileName) for \(platform.rawValue) cannot be found on this machine, which is "
        + "\(Platform.host.rawValue); name it with \(option(program))"
    case .notExecutable(let path, let program):
      "\(path) is not a file that can be executed; name another one with \(option(program))"
    case .notELF(let path):
      "\(path) is not a 64-bit Linux executable (ELF), which the image needs; a wrapper script is not enough"
    case .otherMachine(let path, let runsOn, let wanted):
      "\(path) runs on \(runsOn?.rawValue ?? "another machine") and the image is for \(wanted.rawValue); "
        + "name another one, or another --platform"
    case .noBuilder:
      "none of \(Builder.allCases.map(\.program).joined(separator: ", ")) is on PATH; install one, or write the "
        + "context for another builder with --context DIR"
    case .foreignFile(let folder, let name):
      "\(folder) already has `\(name)`, and all its files could get into the image; name a new folder"
    case .digestUnknown(let builder, let image, let said):
      "\(image.text) was pushed, but \(builder.program) does not report its digest: expected one of this "
        + "repository, got \(said.isEmpty ? "nothing" : said.joined(separator: ", ")); no image is recorded"
    }
  }

  static func exit(_ problem: ImageProblem) -> ExitCode {
    switch problem {
    case .programMissing, .programNotNamed, .noBuilder, .digestUnknown: Exit.failed
    case .notExecutable, .notELF, .otherMachine, .foreignFile: Exit.invalid
    }
  }

  private static func option(_ program: ContextProgram) -> String {
    switch program {
    case .engine: "--engine FILE"
    case .deno: "--deno FILE"
    }
  }
}
