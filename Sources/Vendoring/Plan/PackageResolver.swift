import Diagnostics
import Files
import Processes
import Scripts
package import WorkflowModel
import YAML

/// Has Deno resolve what a workflow asks for, and makes files of all that is reached.
package struct PackageResolver {
  private let deno: DenoTool
  private let bundler: NpmBundler
  /// An empty folder of its own.
  private let folder: String

  /// `unstable` of deno.json, which says what kinds of imports there are.
  private let unstable: [String]

  package init(deno: DenoTool, bundler: NpmBundler, folder: String, unstable: [String]) {
    (self.deno, self.bundler, self.folder, self.unstable) = (deno, bundler, folder, unstable)
  }

  /// - Parameters:
  ///   - pins: the versions that stay, with what is known of them, like their licences.
  ///   - isUpdatingAll: asks for everything anew, where Deno has it.
  /// - Throws: `InvalidInput` when something cannot be had, `FileError`.
  package func resolve(
    _ requests: [PackageRequest], pins: VendorLock?, isUpdatingAll: Bool
  ) throws -> VendoredSet {
    if requests.isEmpty { return VendoredSet(lock: VendorLock(), files: [], findings: []) }
    let options: Value = ["unstable": .sequence(unstable.map(Value.string))]
    try Disk.write(Array(JSON.pretty(options).utf8), to: configuration)
    var roots = PackageRoots(requests)
    var graph = try first(roots, pins, isUpdatingAll: isUpdatingAll)
    var mentions: [PackageMention] = []
    while true {
      var isComplete = true
      mentions = try graph.mentions()
      for mention in mentions
      where roots.add(PackageRoots.Addition(address: mention.address, isCode: mention.isCode)) {
        isComplete = false
      }
      for address in graph.descriptions(pins)
      where roots.add(PackageRoots.Addition(address: address, isCode: false)) {
        isComplete = false
      }
      if isComplete { break }
      graph = try ask(roots, mentions, .some([]))
    }
    try graph.check(mentions)
    return try VendoredFiles(graph, mentions, known: pins).result(
      try bundled(graph, requests, locked: pins?.bundler))
  }

  private var configuration: String { Path.join(folder, WorkflowSource.denoFile) }
  private var lockFile: String { Path.join(folder, "deno.lock") }
  private var root: String { Path.join(folder, "root.ts") }

  /// Which versions there are of what has none in the lock, registries are asked, as Deno keeps their answers: the newest
  /// of yesterday is another one on another machine.
  private func first(_ roots: PackageRoots, _ pins: VendorLock?, isUpdatingAll: Bool) throws -> PackageGraph {
    var asked = Set(roots.requests.compactMap { Self.name(of: $0.address, unlessIn: pins) })
    while true {
      try Disk.write(DenoLockFile(pins).bytes, to: lockFile)
      let graph = try ask(roots, [], isUpdatingAll ? .everything : .some(asked))
      let known = Set((pins?.packages ?? []).map { ByteKey($0.text) })
      let more =
        graph.modules.map { graph.origin($0.address).package }.filter { !known.contains(ByteKey($0.text)) }
        .map {
          $0.registry == .https ? $0.text : $0.title
        } + graph.npmRequests.compactMap { Self.name(of: $0, unlessIn: pins) }
      if isUpdatingAll || asked.isSuperset(of: more) { return graph }
      asked.formUnion(more)
    }
  }

  /// What Deno asks anew for a request; nil for one that has its version.
  private static func name(of address: String, unlessIn pins: VendorLock?) -> String? {
    guard let request = RegistryRequest(address) else { return nil }
    let isKnown = pins?.resolved.contains { $0.request.hasSameBytes(as: request.package) } ?? false
    return isKnown ? nil : request.title
  }

  private func ask(
    _ roots: PackageRoots, _ mentions: [PackageMention], _ reload: DenoTool.Reload
  ) throws -> PackageGraph {
    try Disk.write(roots.bytes, to: root)
    let answer: [UInt8]
    do throws(Program.Failure) {
      answer = try deno.info(root, lock: lockFile, configuration: configuration, reload)
    } catch {
      throw refusal(of: roots.requests, error)
    }
    guard let info = try? DenoInfo(answer) else {
      throw FileError(
        "run", deno.program.name, .said("this tntc cannot read the output of `deno info --json`"))
    }
    return PackageGraph(
      info, DenoLockFile(reading: try Disk.readIfPresent(lockFile) ?? []), roots.requests,
      mentions.map { ($0.address, $0.importer) }, jsr: deno.registry)
  }

  /// Deno ends as a whole when a checksum is not the one that vendor.lock has.
  private func refusal(of requests: [PackageRequest], _ failure: Program.Failure) -> any Error {
    let reason = DenoTool.reason(failure)
    guard case .exited = failure.cause, let first = requests.first else {
      return FileError("run", deno.program.name, .said(reason))
    }
    let named = requests.first { request in
      RegistryRequest(request.address).map { reason.contains("\($0.name)@") }
        ?? reason.contains(request.address)
    }
    return InvalidInput([(named ?? first).finding("packages cannot be resolved: \(reason)")])
  }

  /// - Parameter bundler: the one that vendor.lock names, which made what is there.
  private func bundled(
    _ graph: PackageGraph, _ requests: [PackageRequest], locked bundler: String?
  ) throws -> NpmBundler.Bundling? {
    let wanted = graph.npmRequests
    if wanted.isEmpty { return nil }
    let own = Path.join(folder, "npm")
    try Disk.makeFolder(own)
    try Disk.write(try Disk.read(lockFile), to: Path.join(own, Path.lastComponent(lockFile)))
    do throws(NpmBundler.Failure) {
      return try self.bundler.bundle(wanted, in: own, locked: bundler)
    } catch {
      let request = error.request.flatMap { graph.request(reaching: $0) } ?? requests[0]
      throw InvalidInput([request.finding(error.message)])
    }
  }
}
