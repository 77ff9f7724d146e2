import Diagnostics
import Files
import Processes
import Terminal
import Tree
import Vendoring
import WorkflowModel

/// Brings packages into workflow directories, one after the other.
struct VendorRun {
  private let directories: [String]
  private let update: VendorPins.Update
  private let isPruning: Bool
  private let format: FindingFormat

  init(_ directories: [String], update: VendorPins.Update, isPruning: Bool, format: FindingFormat) {
    (self.directories, self.update, self.isPruning, self.format) = (directories, update, isPruning, format)
  }

  /// - Throws: `Exit.invalid` when one of them could not be brought to agree; the others are.
  func run() throws {
    try checkNames()
    var isFailed = false
    for directory in directories {
      do {
        try vendor(directory)
      } catch let failure as InvalidInput {
        format.report(failure.findings)
        isFailed = true
      }
    }
    if isFailed { throw Exit.invalid }
  }

  private func checkNames() throws {
    guard case .named(let names) = update else { return }
    for name in names {
      let isKnown = try directories.contains { directory in
        let path = Path.join(directory, WorkflowSource.vendorLock)
        guard let bytes = try Disk.readIfPresent(path) else { return false }
        return VendorPins.knows(name, try VendorLock.read(bytes, path: path))
      }
      if !isKnown {
        throw InvalidInput(
          path: "--update \(name)", "no vendor.lock has a package of this name; `--list` names them")
      }
    }
  }

  private func vendor(_ directory: String) throws {
    // Until the end: two runs must not see each other's halves.
    let mutex = try TreeMutex(tree: directory)
    defer { withExtendedLifetime(mutex) {} }
    let workflow = try VendoredWorkflow(directory)
    guard workflow.requests.findings.isEmpty else { throw InvalidInput(workflow.requests.findings) }
    let set = try resolve(workflow)
    format.report(notes(workflow) + (set?.findings ?? []))
    guard let set else { return tell("\(directory): up to date\n") }
    try workflow.checkFolder(set.files)
    let plan = try VendorPlan(
      set, in: directory, source: workflow.source, before: workflow.lock, deno: workflow.deno,
      isPruning: isPruning)
    try VendorWriter.write(plan)
    tell(plan.changes.map { "\($0.action.rawValue) \(Path.join(directory, $0.path))\n" }.joined())
    let count = set.lock.packages.count
    tell(
      plan.changes.isEmpty
        ? "\(directory): up to date\n"
        : "\(directory): \(Counted.text(count, "package")) in \(Counted.text(set.files.count, "file"))\n")
  }

  /// Nil when everything is there already.
  private func resolve(_ workflow: VendoredWorkflow) throws -> VendoredSet? {
    let wanted = workflow.wanted(isPruning: isPruning)
    if wanted.isEmpty, workflow.lock == nil { return nil }
    if case .none = update, !(isPruning && workflow.hasLeftovers), try workflow.isComplete { return nil }
    let folder = try Disk.makeTemporaryFolder(
      in: Path.resolved(ProcessEnvironment.temporaryFolder) ?? "/tmp", prefix: "tntc-vendor-")
    defer { Disk.removeTree(folder) }
    let deno = DenoTool(
      ProcessEnvironment["TENTACULAR_DENO"] ?? "deno", registry: ProcessEnvironment["JSR_URL"])
    let resolver = PackageResolver(
      deno: deno, bundler: NpmBundler(deno: deno.program, esbuild: Program("esbuild")), folder: folder)
    let pins = VendorPins.pins(workflow.lock, update)
    let isReloading = if case .none = update { false } else { true }
    let set = try resolver.resolve(wanted, pins: pins, known: workflow.lock, isReloading: isReloading)
    try set.check(against: pins, path: Path.join(workflow.directory, WorkflowSource.vendorLock))
    return set
  }

  private func notes(_ workflow: VendoredWorkflow) -> [Finding] {
    isPruning ? [] : workflow.unusedNotices
  }

  /// What programs read is findings alone.
  private func tell(_ text: String) {
    if format == .text || format == .github { Console.output(text) }
  }
}
