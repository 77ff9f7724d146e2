import Processes
import YAML

/// Why esbuild made no file of a package.
struct BundleProblem {
  /// What esbuild says.
  private let message: String
  /// PATH:LINE:COLUMN
  private let place: String?

  static func failure(
    _ request: String, _ failure: Program.Failure, _ installation: NpmInstallation
  ) -> NpmBundler.Failure {
    let problems = read(failure.errors)
    guard case .exited = failure.cause, let first = problems.first else {
      return NpmBundler.Failure(request, "`\(request)` could not be bundled: \(failure.message)")
    }
    let more = problems.count > 1 ? " (and \(problems.count - 1) more problems of this kind)" : ""
    return NpmBundler.Failure(
      request, "`\(request)` cannot be bundled: \(first.reason(installation))\(more)")
  }

  /// - Parameter text: a heading for each, and below it where it is, and the line.
  private static func read(_ text: String) -> [BundleProblem] {
    let heading = "✘ [ERROR] "
    let lines = text.split(separator: "\n").map(String.init)
    return lines.indices.filter { lines[$0].hasPrefixBytes(heading) }.map { index in
      let below = lines.dropFirst(index + 1).first
      let place = below.flatMap {
        $0.hasPrefixBytes("    ") && $0.hasSuffix(":") ? $0.droppingBytes(4).dropLast() : nil
      }
      return BundleProblem(
        message: lines[index].droppingBytes(heading.utf8.count), place: place.map(String.init))
    }
  }

  private func reason(_ installation: NpmInstallation) -> String {
    let (package, place) = culprit(installation)
    let wayOut = "import another package, or another module of this one"
    if message.hasPrefixBytes("No loader is configured for \".node\"") {
      return "\(package) has a native add-on\(place), and a version can hold only text; \(wayOut)"
    }
    if message.hasSuffix("[unsupported-require-call]") || message.hasSuffix("[unsupported-dynamic-import]") {
      return "\(package) loads a module by a name that is known only at run time\(place); \(wayOut)"
    }
    let unresolved = "Could not resolve \""
    if message.hasPrefixBytes(unresolved) {
      let name = message.droppingBytes(unresolved.utf8.count).prefix { $0 != "\"" }
      // The module that asks is ours.
      if self.place.flatMap(PackageRoot.init(of:)) == nil { return "the package has no such module" }
      if name.utf8.first == UInt8(ascii: ".") {
        return "\(package) needs `\(name)`\(place), which it does not contain; use another version of it"
      }
      return
        "\(package) needs `\(name)`\(place), which was not installed with it: a peer dependency, or a fault of the package. Import `npm:\(name)` as well, or use another version"
    }
    return "\(package)\(place): \(message)"
  }

  private func culprit(_ installation: NpmInstallation) -> (package: String, place: String) {
    guard let place, let root = PackageRoot(of: place) else { return ("it", place.map { " (\($0))" } ?? "") }
    let package = try? installation.package(in: root).package
    return (package?.text ?? "npm:\(root.name)", " (\(root.file))")
  }
}
