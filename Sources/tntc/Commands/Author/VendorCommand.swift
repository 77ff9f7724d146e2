import ArgumentParser
import Diagnostics
import Files
import Processes
import Terminal
import Tree
import Vendoring
import WorkflowModel

struct VendorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vendor",
    abstract: "Takes the packages that workflows import into them: `jsr:`, `npm:` and `https:`.",
    discussion: """
      Has Deno resolve every import of another place, and writes all that is reached as files: vendor/, vendor.lock, \
      which says what they are, and the entries of deno.json that lead there. All three belong into git, and into \
      versions. It is the one command that uses the network, through Deno (`JSR_URL`, `NPM_CONFIG_REGISTRY`, DENO_DIR \
      and its other variables count), which is found on PATH, or where TENTACULAR_DENO says; esbuild makes one file of \
      each package of npm. A version that vendor.lock has stays until `--update`.
      """)

  @OptionGroup var workflows: WorkflowArguments

  @Flag(
    help: "Ask nobody, and exit with 1 when vendor.lock, files, deno.json and imports do not agree. For CI.")
  var check = false

  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Resolve anew: all packages, or the one of this name, as `lodash` or `jsr:@std/path`, with what only it needs.",
      valueName: "name"))
  var update: String?

  @Flag(help: "Remove what is not imported any more.")
  var prune = false

  @Flag(help: "List what is vendored, with versions and licences.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "The esbuild that makes one file of each package of npm (default: TENTACULAR_ESBUILD, else the one on PATH).",
      valueName: "path"))
  var esbuild: String?

  @Option(help: "How problems are printed: text, json, github or sarif; of --list text or json.")
  var format: FindingFormat = .text

  func validate() throws {
    if [check, list, update != nil || prune].count(where: \.self) > 1 {
      throw ValidationError("--check, --list and what changes files (--update, --prune) do not go together")
    }
  }

  func run() throws {
    try reportingErrors(as: format) {
      // `--update DIR` is for all of that folder.
      let isFolder = update.map { !$0.isEmpty && Disk.isFolder($0) } ?? false
      let paths = workflows.paths + (isFolder ? [update ?? ""] : [])
      var warnings: [Finding] = []
      let finder = try JobFinder(tree: nil) { warnings = $0 }
      let directories = try finder.directories(paths).flatMap(\.directories)
      if list {
        FindingFormat.text.report(warnings)
        return try VendorList(directories).print(format)
      }
      if check { return try report(warnings + VendorAgreement(directories).findings, directories.count) }
      let names: VendorPins.Update = update.map { $0.isEmpty || isFolder ? .all : .named([$0]) } ?? .none
      let programs = VendorPrograms(esbuild: esbuild)
      try VendorRun(directories, update: names, isPruning: prune, programs, format).run(warnings)
    }
  }

  private func report(_ findings: [Finding], _ count: Int) throws {
    format.report(findings)
    if format == .text {
      Console.output("\(Counted.text(count, "workflow")): \(FindingCounts(findings).withoutEmptyNotices)\n")
    }
    if findings.contains(where: { $0.severity == .error }) { throw Exit.invalid }
  }
}
