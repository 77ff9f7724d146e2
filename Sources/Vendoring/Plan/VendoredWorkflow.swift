package import Diagnostics
import Files
package import WorkflowModel
import YAML

/// A workflow directory as its packages see it: what it asks for, and what it has.
package struct VendoredWorkflow: Sendable {
  package let directory: String
  package let source: WorkflowSource
  package let deno: DenoFile
  /// Nil where nothing was vendored yet.
  package let lock: VendorLock?
  package let requests: PackageRequests

  /// - Throws: `InvalidInput` when the directory or its lock cannot be read, `FileError`.
  package init(_ directory: String) throws {
    self.directory = directory
    let reading = try VersionReading.read(directory)
    let broken = reading.findings.filter {
      $0.severity == .error && $0.rule != .modules && $0.rule != .credential
    }
    guard let workflow = reading.workflow, broken.isEmpty else {
      throw InvalidInput(broken.isEmpty ? reading.findings.filter { $0.severity == .error } : broken)
    }
    (source, deno) = (reading.source, reading.deno)
    guard deno.isReadable else {
      throw InvalidInput(reading.findings.filter { $0.rule == .modules && $0.severity == .error })
    }
    lock = try VendorLock.read(source, path: Path.join(directory, WorkflowSource.vendorLock))
    requests = PackageRequests(source, workflow, deno, lock: lock) { Path.join(directory, $0) }
  }

  /// Imports of the lock that nobody asks for any more, and that deno.json still has.
  package var unused: [VendoredImport] {
    let asked = Set(requests.all.map { ByteKey($0.name) })
    return (lock?.imports ?? []).filter { item in
      !asked.contains(ByteKey(item.name))
        && deno.imports[item.name]?.text?.hasSameBytes(as: item.address) ?? false
    }
  }

  /// The packages to keep: those that are imported, and without `isPruning` also those that no longer are.
  package func wanted(isPruning: Bool) -> [PackageRequest] {
    let path = Path.join(directory, WorkflowSource.denoFile)
    let kept = isPruning ? [] : unused.map { PackageRequest(name: $0.name, address: $0.request, path: path) }
    return requests.all + kept
  }

  /// Requests that the lock does not answer.
  package var open: [PackageRequest] {
    let known = Dictionary((lock?.imports ?? []).map { (ByteKey($0.name), $0.request) }) { first, _ in first }
    return requests.all.filter { !(known[ByteKey($0.name)]?.hasSameBytes(as: $0.address) ?? false) }
  }

  /// Files of a folder `vendor/` that is the author's own, as there is no lock beside it.
  ///
  /// - Parameter files: those that are about to be written there.
  package func checkFolder(_ files: [SourceFile]) throws {
    let folder = Path.join(directory, WorkflowSource.vendorFolder)
    guard lock == nil, try Disk.kind(of: folder) != nil else { return }
    guard try Disk.kind(of: folder) == .folder else {
      throw InvalidInput(
        path: folder,
        "is not a folder, and `tntc vendor` writes packages into a folder "
          + "of that name; move it")
    }
    let names = Set(files.map { ByteKey($0.path) })
    for entry in try Disk.entries(of: folder) where !entry.name.hasPrefix(".") {
      let path = Path.join(WorkflowSource.vendorFolder, entry.name)
      if names.contains(ByteKey(path)) { continue }
      throw InvalidInput(
        path: Path.join(directory, path),
        "was not written by `tntc vendor`, which owns this folder; move your own files below nodes/")
    }
  }
}

extension VendoredWorkflow {
  /// Whether lock, files and deno.json say the same, and answer all that is asked for.
  package var isComplete: Bool {
    get throws {
      guard lock != nil, open.isEmpty else { return false }
      return compared.isEmpty
    }
  }

  /// Whether there are packages or files that nothing needs.
  package var hasLeftovers: Bool {
    if !unused.isEmpty { return true }
    let known = Set((lock?.packages ?? []).flatMap { $0.files.map { ByteKey($0.path) } })
    return source.files.contains { WorkflowSource.isVendored($0.path) && !known.contains(ByteKey($0.path)) }
      || deno.imports.contains { name, value in
        value.text?.hasPrefixBytes("./\(WorkflowSource.vendorFolder)/") ?? false
          && !(lock?.imports.contains { $0.name.hasSameBytes(as: name) } ?? false)
      }
  }

  /// What is reported for those that nobody asks for any more.
  package var unusedNotices: [Finding] {
    guard let lock else { return [] }
    return VendorCheck.leftOver(source, lock, requests) { Path.join(directory, $0) }
  }

  private var compared: [Finding] {
    VendorCheck.findings(source, deno) { Path.join(directory, $0) }
  }
}

extension VendoredWorkflow {
  /// What does not agree, and what is left over.
  package var agreement: [Finding] {
    open.map { $0.finding("`\($0.name)` is not in vendor.lock; run `tntc vendor \(directory)`") }
      + compared + unusedNotices
  }
}
