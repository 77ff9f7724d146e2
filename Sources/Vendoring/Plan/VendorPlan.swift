import Diagnostics
import Files
package import WorkflowModel
import YAML

/// What a run changes in a workflow directory, in memory.
package struct VendorPlan: Sendable {
  package enum Action: String, Sendable {
    case add = "+"
    case update = "~"
    case remove = "-"
  }

  package struct Change: Sendable {
    package let action: Action
    /// From the directory.
    package let path: String
    /// Empty for what is removed.
    package let bytes: [UInt8]
  }

  package let directory: String
  /// In the order in which they are made: new files of packages, the lock, deno.json, and removals last. So the request
  /// of a name is in the lock before deno.json leads it into `vendor/`, and what a name leads to is there.
  package private(set) var changes: [Change] = []

  /// - Parameters:
  ///   - before: the lock that is there.
  ///   - isPruning: takes away what `vendor/` and deno.json have beyond the lock.
  package init(
    _ set: VendoredSet, in directory: String, source: WorkflowSource, before: VendorLock?, deno: DenoFile,
    isPruning: Bool
  ) throws {
    self.directory = directory
    let path = Path.join(directory, WorkflowSource.denoFile)
    for file in set.files { add(file.path, file.bytes, over: source[file.path]?.bytes) }
    let isEmpty = set.lock.imports.isEmpty
    if !isEmpty {
      add(
        WorkflowSource.vendorLock, try Self.bytes(set.lock, path),
        over: source[WorkflowSource.vendorLock]?.bytes)
    }
    let old = source[WorkflowSource.denoFile]?.bytes
    let new = set.lock.imports.map { (name: $0.name, address: $0.address) }
    let removed = Self.removed(set.lock, before, deno, isPruning: isPruning)
    if !new.isEmpty || !removed.isEmpty {
      do throws(ImportsEdit.Failed) {
        add(WorkflowSource.denoFile, try ImportsEdit(old).result(setting: new, removing: removed), over: old)
      } catch {
        throw InvalidInput(path: path, "cannot be edited by tntc; write `imports` as a plain object into it")
      }
    }
    if isEmpty, source[WorkflowSource.vendorLock] != nil {
      changes.append(Change(action: .remove, path: WorkflowSource.vendorLock, bytes: []))
    }
    let wanted = Set(set.files.map { ByteKey($0.path) })
    let own = Set((before?.packages ?? []).flatMap { $0.files.map { ByteKey($0.path) } })
    for file in source.files
    where WorkflowSource.isVendored(file.path) && !wanted.contains(ByteKey(file.path)) {
      // Files that tntc did not write belong to others, until an option says to remove them.
      if own.contains(ByteKey(file.path)) || isPruning {
        changes.append(Change(action: .remove, path: file.path, bytes: []))
      }
    }
  }

  private mutating func add(_ path: String, _ bytes: [UInt8], over old: [UInt8]?) {
    if old == bytes { return }
    changes.append(Change(action: old == nil ? .add : .update, path: path, bytes: bytes))
  }

  private static func bytes(_ lock: VendorLock, _ path: String) throws -> [UInt8] {
    do {
      return try lock.bytes()
    } catch {
      throw InvalidInput(path: path, "vendor.lock cannot be written: \(error)")
    }
  }

  /// Names of deno.json that led into `vendor/` and lead nowhere from now on.
  private static func removed(_ lock: VendorLock, _ before: VendorLock?, _ deno: DenoFile, isPruning: Bool)
    -> [String]
  {
    let kept = Set(lock.imports.map { ByteKey($0.name) })
    return deno.imports.compactMap { name, value in
      guard !kept.contains(ByteKey(name)), let address = value.text else { return nil }
      let isKnown =
        before?.imports.contains { $0.name.hasSameBytes(as: name) && $0.address.hasSameBytes(as: address) }
        ?? false
      let isInside = address.hasPrefixBytes("./\(WorkflowSource.vendorFolder)/")
      return isKnown || isPruning && isInside ? name : nil
    }
  }
}
