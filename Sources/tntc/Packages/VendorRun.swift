import Diagnostics
import Files
import Processes
import Terminal
import Tree
import Vendoring
import WorkflowModel
import YAML

/// Brings packages into workflow directories, one after the other.
struct VendorRun {
  private let directories: [String]
  private let update: VendorPins.Update
  private let isPruning: Bool
  private let programs: VendorPrograms
  private let format: FindingFormat

  init(
    _ directories: [String], update: VendorPins.Update, isPruning: Bool, _ programs: VendorPrograms,
    _ format: FindingFormat
  ) {
    (self.directories, self.update, self.isPruning) = (directories, update, isPruning)
    (self.programs, self.format) = (programs, format)
  }

  /// - Parameter known: what is to be reported in any case.
  /// - Throws: `Exit.invalid` when one of them could not be brought to agree; the others are.
  func run(_ known: [Finding]) throws {
    try checkNames()
    var findings = known
    for directory in directories {
      do {
        findings += try vendor(directory)
      } catch let failure as InvalidInput {
        findings += failure.findings
      }
    }
    format.report(findings)
    if findings.contains(where: { $0.severity == .error }) { throw Exit.invalid }
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

  /// - Returns: what is worth knowing.
  private func vendor(_ directory: String) throws -> [Finding] {
    // Until the end: two runs must not see each other's halves.
    let mutex = try TreeMutex(tree: directory)
    defer { withExtendedLifetime(mutex) {} }
    let workflow = try VendoredWorkflow(directory)
    guard workflow.requests.findings.isEmpty else { throw InvalidInput(workflow.requests.findings) }
    let notes =
      workflow.requests.unknown + pinnedNotices(workflow) + (isPruning ? [] : workflow.unusedNotices)
    guard let set = try resolve(workflow) else {
      // A name that leads nowhere is reported in its place.
      if workflow.requests.unknown.isEmpty { tell("\(directory): up to date\n") }
      return notes
    }
    try workflow.checkFolder(set.files)
    let plan = try VendorPlan(
      set, in: directory, source: workflow.source, before: workflow.lock, deno: workflow.deno,
      isPruning: isPruning)
    try VendorWriter.write(plan)
    let written = plan.changes.filter { $0.action != .remove }.map(\.path)
    tell(plan.changes.map { "\($0.action.rawValue) \(Path.join(directory, $0.path))\n" }.joined())
    let count = set.lock.packages.count
    tell(
      plan.changes.isEmpty
        ? "\(directory): up to date\n"
        : "\(directory): \(Counted.text(count, "package")) in \(Counted.text(set.files.count, "file"))\n")
    return notes + set.findings + IgnoredFiles.findings([VersionFiles(directory: directory, paths: written)])
  }

  /// What `--update` does not move, as the request names one version.
  private func pinnedNotices(_ workflow: VendoredWorkflow) -> [Finding] {
    VendorPins.exact(workflow.requests.all, workflow.lock, update).compactMap { request in
      guard let asked = RegistryRequest(request.address), let version = asked.range else { return nil }
      let path = asked.path.isEmpty ? "" : "/\(asked.path)"
      let range = "\(asked.title)@^\(Substring(version.utf8.drop { $0 == UInt8(ascii: "=") }))\(path)"
      let entry = "\(JSON.compact(.string(request.name))): \(JSON.compact(.string(range)))"
      return request.finding(
        "needs exactly `\(request.address)`, which `--update` does not change; write another version or a range "
          + "into `imports` of deno.json, like `\(entry)`, and run `tntc vendor` again", .notice)
    }
  }

  /// Nil when everything is there already.
  private func resolve(_ workflow: VendoredWorkflow) throws -> VendoredSet? {
    let wanted = workflow.wanted(isPruning: isPruning)
    if wanted.isEmpty, workflow.lock == nil { return nil }
    let isUpdating =
      switch update {
      case .none: false
      case .all: true
      case .named(let names): names.contains { VendorPins.knows($0, workflow.lock) }
      }
    if !isUpdating, !(isPruning && workflow.hasLeftovers), try workflow.isComplete { return nil }
    let isAll = if case .all = update { true } else { false }
    let pins = VendorPins.pins(workflow.lock, update)
    let set = try Interruption.postponed { interruption in
      let folder = try Disk.makeTemporaryFolder(
        in: Path.resolved(ProcessEnvironment.temporaryFolder) ?? "/tmp", prefix: "tntc-vendor-")
      defer { Disk.removeTree(folder) }
      let deno = programs.deno(until: interruption)
      let resolver = PackageResolver(
        deno: deno, bundler: NpmBundler(deno: deno.program, esbuild: programs.esbuild),
        folder: folder, unstable: workflow.deno.unstable)
      return try resolver.resolve(wanted, pins: pins, isUpdatingAll: isAll)
    }
    try set.check(
      known: workflow.lock, pins: pins, path: Path.join(workflow.directory, WorkflowSource.vendorLock))
    return set
  }

  /// Prints for people; formats for programs have findings only.
  private func tell(_ text: String) {
    if format == .text || format == .github { Console.output(text) }
  }
}
