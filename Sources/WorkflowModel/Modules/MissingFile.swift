import Files
import YAML

/// Why a path leads to no file of a version, and what may have been meant.
struct MissingFile {
  private let path: String
  private let source: WorkflowSource
  /// Whether files of the version are below it.
  let isFolder: Bool
  private let isHinting: Bool
  private let vendorCommand: String

  private static let scripts = ["ts", "tsx", "mts", "js", "jsx", "mjs"]

  /// - Parameters:
  ///   - path: from the version's root; it is none of the source's.
  ///   - vendorCommand: makes the version carry its packages, for people.
  init(
    _ path: String, among source: WorkflowSource, isFolder: Bool, isHinting: Bool, vendorCommand: String
  ) {
    (self.path, self.source, self.isFolder, self.isHinting) = (path, source, isFolder, isHinting)
    self.vendorCommand = vendorCommand
  }

  /// The predicate of a sentence.
  var reason: String {
    if isFolder { return "is a folder; name a file in it, as Deno loads only files\(hint)" }
    if WorkflowSource.isVendored(path) { return vendoredReason }
    if SourceRules.isExcluded(path: path) {
      return "is not part of a version, which leaves out dotfiles and tests; move the file"
    }
    if !path.hasPrefix("\(WorkflowSource.nodesFolder)/"), path != WorkflowSource.denoFile {
      let packages =
        source[WorkflowSource.vendorLock] == nil ? "" : ", the packages in \(WorkflowSource.vendorFolder)/"
      return
        "is not part of a version, which holds \(WorkflowSource.workflowFile), \(WorkflowSource.denoFile)\(packages) and "
        + "what is below \(WorkflowSource.nodesFolder)/; move it there"
    }
    return "is not a file of the version: there is no `\(path)`\(hint)"
  }

  private var vendoredReason: String {
    if source[WorkflowSource.vendorLock] == nil {
      return "is not part of a version, as \(WorkflowSource.vendorFolder)/ counts only together with "
        + "\(WorkflowSource.vendorLock); run \(vendorCommand), which writes both"
    }
    return
      "is not a file of the version: there is no `\(path)`\(hint); \(vendorCommand) writes the packages again"
  }

  private var hint: String {
    guard isHinting else { return "" }
    let guesses = Self.guesses(path) + [path + (path.hasSuffix("/") ? "mod.ts" : "/mod.ts")]
    let isMeant = { (file: SourceFile) in
      guesses.contains { $0.hasSameBytes(as: file.path) } || file.path.lowercased() == path.lowercased()
    }
    if let meant = source.files.first(where: isMeant) {
      return "; did you mean `\(meant.path)`? Deno needs the exact file name, with its extension"
    }
    let folder = Path.parent(path)
    let names = source.files.filter { Path.parent($0.path) == folder }.map { Path.lastComponent($0.path) }
    let nearest = Suggestion.nearest(to: Path.lastComponent(path), in: names)
    return nearest.map { "; did you mean `\(Path.join(folder, $0))`?" } ?? ""
  }

  /// What Deno would try with `unstable: ["sloppy-imports"]`.
  static func guesses(_ path: String) -> [String] {
    let base = path.hasSuffix("/") ? String(path.dropLast()) : path
    var guesses = scripts.map { "\(base).\($0)" }
    for (written, real) in [("js", ["ts", "tsx"]), ("mjs", ["mts"]), ("jsx", ["tsx"])]
    where base.hasSuffix(".\(written)") {
      guesses += real.map { base.dropLast(written.utf8.count) + $0 }
    }
    return guesses + scripts.map { "\(base)/index.\($0)" }
  }
}
