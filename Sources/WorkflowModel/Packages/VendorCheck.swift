package import Diagnostics
import YAML

/// Compares `vendor.lock` with the files of `vendor/` and with the names of deno.json.
package enum VendorCheck {
  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  package static func findings(
    _ source: WorkflowSource, _ deno: DenoFile, place: (String) -> String
  ) -> [Finding] {
    let path = place(WorkflowSource.vendorLock)
    let lock: VendorLock
    do {
      guard let read = try VendorLock.read(source, path: path) else { return [] }
      lock = read
    } catch {
      return error.findings
    }
    var comparison = VendorComparison(
      source: source, deno: deno, lock: lock, path: path, command: VendorCommand.text(place))
    return comparison.fileFindings(place) + comparison.nameFindings()
  }

  /// Packages in `vendor.lock` that nothing imports any more. It does no harm where a version runs, so only the author who
  /// brings packages is told.
  package static func leftOver(
    _ source: WorkflowSource, _ lock: VendorLock, _ requests: PackageRequests, place: (String) -> String
  ) -> [Finding] {
    let asked = Set(requests.all.map { ByteKey($0.name) })
    let unused = lock.imports.filter { !asked.contains(ByteKey($0.name)) }
    if unused.isEmpty { return [] }
    let places = VendorLockPlaces(source)
    let findings = unused.map { item in
      Finding(
        .notice, path: place(WorkflowSource.vendorLock), position: places.position(ofImport: item.name),
        message: "nothing imports `\(item.name)` any more; run \(VendorCommand.text(place, isPruning: true))",
        rule: .modules)
    }
    return findings.inOrder(of: source[WorkflowSource.vendorLock]?.bytes ?? [])
  }
}

private struct VendorComparison {
  let source: WorkflowSource
  let deno: DenoFile
  let lock: VendorLock
  /// Of vendor.lock, for people.
  let path: String
  let command: String
  /// Read only where something is wrong.
  private(set) lazy var places = VendorLockPlaces(source)

  private var wayOut: String { "run \(command)" }

  mutating func fileFindings(_ place: (String) -> String) -> [Finding] {
    var inLock: [Finding] = []
    var beside: [Finding] = []
    var known: Set<ByteKey> = []
    for package in lock.packages {
      for file in package.files {
        known.insert(ByteKey(file.path))
        guard let present = source[file.path] else {
          let position = places.position(ofFile: file.name, in: package.text)
          inLock.append(finding(position, "there is no `\(file.path)`; \(wayOut)"))
          continue
        }
        if !DigestText.of(present.bytes).hasSameBytes(as: file.digest) {
          beside.append(
            Finding(
              path: place(file.path),
              message:
                "was changed: vendor.lock has another digest; undo the change, or \(wayOut)",
              rule: .modules))
        }
      }
    }
    for file in source.files where WorkflowSource.isVendored(file.path) && !known.contains(ByteKey(file.path))
    {
      beside.append(
        Finding(
          path: place(file.path),
          message: "is not in vendor.lock; move it below nodes/ if it is yours, or run "
            + VendorCommand.text(place, isPruning: true),
          rule: .modules))
    }
    return beside + inLock.inOrder(of: source[WorkflowSource.vendorLock]?.bytes ?? [])
  }

  /// Where deno.json does not lead names as the lock says, and where it leads into `vendor/` on its own.
  mutating func nameFindings() -> [Finding] {
    var inLock: [Finding] = []
    var inDeno: [Finding] = []
    for item in lock.imports {
      guard let value = deno.imports[item.name] else {
        inLock.append(
          finding(
            places.position(ofImport: item.name),
            "`imports` of deno.json does not have `\(item.name)`; \(wayOut)"))
        continue
      }
      guard let position = deno.position(of: item.name), value.text?.hasSameBytes(as: item.address) != true
      else { continue }
      inDeno.append(
        deno.finding(
          position, "`\(item.name)` does not lead to `\(item.address)`, as vendor.lock says; \(wayOut)"))
    }
    for (name, value) in deno.imports {
      guard let address = value.text, let position = deno.position(of: name),
        case .version(let path)? = ModuleAddress(address, from: ""), WorkflowSource.isVendored(path),
        !lock.imports.contains(where: { $0.name.hasSameBytes(as: name) })
      else { continue }
      inDeno.append(
        deno.finding(
          position,
          "`\(name)` leads into \(WorkflowSource.vendorFolder)/, and is not in vendor.lock; write the package "
            + "instead, like `jsr:@scope/name@1`, and \(wayOut)"))
    }
    return deno.located(inDeno) + inLock.inOrder(of: source[WorkflowSource.vendorLock]?.bytes ?? [])
  }

  private func finding(_ position: Position?, _ message: String) -> Finding {
    Finding(path: path, position: position, message: message, rule: .modules)
  }
}

/// Where things stand in a vendor.lock that can be read.
private struct VendorLockPlaces {
  private let root: Element?

  init(_ source: WorkflowSource) {
    root = source[WorkflowSource.vendorLock].flatMap { try? Reader.read($0.bytes).valid() }
  }

  func position(ofImport name: String) -> Position? {
    root?.member("imports")?.value.member(name)?.keyPosition
  }

  func position(ofFile name: String, in package: String) -> Position? {
    root?.member("packages")?.value.member(package)?.value.member("files")?.value.member(name)?.keyPosition
  }
}
