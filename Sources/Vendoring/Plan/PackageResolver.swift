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

  package init(deno: DenoTool, bundler: NpmBundler, folder: String) {
    (self.deno, self.bundler, self.folder) = (deno, bundler, folder)
  }

  /// - Parameters:
  ///   - pins: the versions that stay.
  ///   - known: says what is known of packages already, like their licences.
  ///   - isReloading: asks registries anew, where Deno has their answers.
  /// - Throws: `InvalidInput` when something cannot be had, `FileError`.
  package func resolve(
    _ requests: [PackageRequest], pins: VendorLock?, known: VendorLock?, isReloading: Bool
  ) throws -> VendoredSet {
    if requests.isEmpty { return VendoredSet(lock: VendorLock(), files: [], findings: []) }
    try Disk.write(Array("{}\n".utf8), to: configuration)
    try Disk.write(DenoLockFile(pins).bytes, to: lockFile)
    var roots = PackageRoots(requests)
    var graph = try ask(roots, [], isReloading: isReloading)
    var mentions: [PackageMention] = []
    while true {
      var isComplete = true
      mentions = try graph.mentions()
      for mention in mentions
      where roots.add(PackageRoots.Addition(address: mention.address, isCode: mention.isCode)) {
        isComplete = false
      }
      for address in graph.descriptions(known)
      where roots.add(PackageRoots.Addition(address: address, isCode: false)) {
        isComplete = false
      }
      if isComplete { break }
      graph = try ask(roots, mentions, isReloading: false)
    }
    try graph.check(mentions)
    return try VendoredFiles(graph, mentions, known: known).result(try bundled(graph, requests))
  }

  private var configuration: String { Path.join(folder, WorkflowSource.denoFile) }
  private var lockFile: String { Path.join(folder, "deno.lock") }
  private var root: String { Path.join(folder, "root.ts") }

  private func ask(
    _ roots: PackageRoots, _ mentions: [PackageMention], isReloading: Bool
  ) throws -> PackageGraph {
    try Disk.write(roots.bytes, to: root)
    let answer: [UInt8]
    do throws(Program.Failure) {
      answer = try deno.info(root, lock: lockFile, configuration: configuration, isReloading: isReloading)
    } catch {
      throw refusal(of: roots.requests, error)
    }
    guard let info = try? DenoInfo(answer) else {
      throw FileError("run", deno.program.name, .said("`deno info --json` says what this tntc does not read"))
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

  private func bundled(_ graph: PackageGraph, _ requests: [PackageRequest]) throws -> NpmBundler.Bundling? {
    let wanted = graph.npmRequests
    if wanted.isEmpty { return nil }
    do throws(NpmBundler.Failure) {
      return try bundler.bundle(wanted, in: folder)
    } catch {
      let request = error.request.flatMap { graph.request(reaching: $0) } ?? requests[0]
      throw InvalidInput([request.finding(error.message)])
    }
  }
}
