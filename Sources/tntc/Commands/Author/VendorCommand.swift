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
    abstract: "Copies the packages that workflows import into them: `jsr:`, `npm:` and `https:`.",
    discussion: """
      Deno resolves the imports that lead out of the workflow directory. All modules that they reach become files in \
      vendor/; vendor.lock lists the packages, and deno.json gets the entries that lead to them. Commit all three: \
      they are part of each version.

      Only this command downloads code, through Deno, so Deno's variables apply (`JSR_URL`, `NPM_CONFIG_REGISTRY`, \
      `DENO_DIR` and others). Deno is found where TENTACULAR_DENO says, else on PATH; esbuild bundles each npm \
      package into one file. A version in vendor.lock stays until `--update`.
      """)

  @OptionGroup var workflows: WorkflowArguments

  @Flag(
    help: "For CI: exit with 1 when vendor.lock, vendor/, deno.json and imports do not agree; use no network."
  )
  var check = false

  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Update all packages, or one of them, like `lodash` or `jsr:@std/path`, with those that only it needs.",
      valueName: "name"))
  var update: String?

  @Flag(help: "Remove packages that nothing imports any more.")
  var prune = false

  @Flag(help: "List the packages in vendor/, with versions and licences.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "The esbuild that bundles npm packages (default: TENTACULAR_ESBUILD, else the one on PATH).",
      valueName: "path"))
  var esbuild: String?

  @Option(help: "How problems are printed; with --list, text, json or github.")
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
        (format == .github ? format : .text).report(warnings)
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
      let counts = FindingCounts(findings).withoutEmptyNotices
      Console.output("\(Counted.text(count, "workflow")): \(counts)\n" as StyledText)
    }
    if findings.contains(where: { $0.severity == .error }) { throw Exit.invalid }
  }
}
