import ArgumentParser
import Delivery
import Diagnostics
import WorkflowModel

/// Where a controller finds the tree, and where the workflows go.
struct GitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The address from which the controller fetches the repository: https:// or ssh://, or user@host:path.",
      valueName: "url"
    ))
  var repo: String

  @Option(
    help: ArgumentHelp(
      "The revision to follow, best as a full reference like refs/heads/main, which no tag can replace.",
      valueName: "revision"))
  var revision: String

  @Option(
    help: ArgumentHelp(
      "The folder of the output tree in the repository (default: its place in the local repository).",
      valueName: "dir"))
  var path: String?

  @Option(
    help: ArgumentHelp(
      "The namespace of the workflows. Argo CD uses it when the tree names none, Flux always.",
      valueName: "name"))
  var targetNamespace: String?

  func validate() throws {
    do {
      _ = try GitAddress(repo)
    } catch {
      throw ValidationError("--repo: \(error.reason)")
    }
    do {
      _ = try GitRevision(revision)
    } catch {
      throw ValidationError("--revision: \(error.reason)")
    }
    if let path, Self.cleaned(path) == nil {
      throw ValidationError(
        "--path \(path): expected a folder of the repository, like deploy, without `..`, `*`, `?`, `[` and `{{`"
      )
    }
    if let targetNamespace {
      try Self.check([("--target-namespace", targetNamespace)], NameRules.isDNSLabel)
    }
  }

  /// - Parameter report: gets the warnings.
  func source(_ report: ([Finding]) -> Void) throws -> GitSource {
    let revision = try GitRevision(revision)
    if case .short(let name) = revision {
      let warning = Finding(
        .warning, path: "--revision \(name)",
        message:
          "a branch and a tag can both have this name; write `refs/heads/\(name)` or `refs/tags/\(name)`")
      report([warning])
    }
    return GitSource(try GitAddress(repo), revision)
  }

  /// A path without `./` before and `/` behind it; nil when it is not a path in a repository, or holds what Argo CD
  /// takes for a pattern or a template.
  static func cleaned(_ path: String) -> String? {
    let parts = path.split(separator: "/").filter { $0 != "." }
    let isForbidden = { (scalar: Unicode.Scalar) in
      scalar.value < 0x20 || "*?[]\\".unicodeScalars.contains(scalar)
    }
    guard !path.isEmpty, !path.hasPrefix("/"), !parts.contains(".."), !path.contains("{{"),
      !path.unicodeScalars.contains(where: isForbidden)
    else { return nil }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  static func check(_ names: [(option: String, text: String)], _ rule: (String) -> Bool) throws {
    for (option, text) in names where !rule(text) {
      throw ValidationError(
        "\(option) \(text): expected lower-case letters, digits and dashes, at most 63 (RFC 1123)")
    }
  }
}
