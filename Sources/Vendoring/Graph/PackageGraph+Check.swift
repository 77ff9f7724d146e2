import Diagnostics
import WorkflowModel
import YAML

extension PackageGraph {
  /// - Throws: all that cannot be had, each at the import that needs it.
  func check(_ mentions: [PackageMention]) throws(InvalidInput) {
    var findings: [Finding] = []
    for address in reach.addresses {
      guard let step = reach.steps[ByteKey(address)], step.isNeeded,
        let error = info.modules[ByteKey(address)]?.error
      else {
        continue
      }
      findings.append(step.request.finding(problem(address, step, error)))
    }
    for module in modules {
      guard let step = reach.steps[ByteKey(module.address)] else { continue }
      for dependency in module.dependencies {
        guard let file = machineFile(dependency) else { continue }
        findings.append(
          step.request.finding(
            "\(title(of: module.address)) imports `\(file)`, a file of the local machine, which is not part of a "
              + "package; use another package"))
      }
      guard step.isNeeded else { continue }
      for dependency in module.dependencies where !dependency.isDynamic {
        guard let error = dependency.code?.error else { continue }
        findings.append(
          step.request.finding(
            "\(title(of: module.address)), which is loaded with `\(step.request.name)`, imports "
              + "`\(dependency.specifier)`, which Deno cannot resolve: \(Self.line(error))"))
      }
      if module.kind == "wasm", !module.dependencies.isEmpty {
        findings.append(
          step.request.finding(
            "\(title(of: module.address)) is WebAssembly that imports other modules, and its bytes cannot be rewritten; "
              + "use another package"))
      }
    }
    for mention in mentions {
      guard let error = info[mention.address]?.error, let request = request(reaching: mention.importer) else {
        continue
      }
      findings.append(
        request.finding(
          "\(title(of: mention.importer)), which is loaded with `\(request.name)`, reads the file "
            + "`\(mention.specifier)` beside it, which cannot be loaded: \(Self.line(error))"))
    }
    if !findings.isEmpty { throw InvalidInput(findings) }
  }

  /// The file of a machine that an import leads to, also by way of a module in a `data:` address.
  ///
  /// Deno lets a static import read what its permissions keep from code, so this is not left to a pod.
  private func machineFile(_ dependency: DenoInfo.Dependency) -> String? {
    for address in [dependency.code?.address, dependency.type?.address].compactMap(\.self) {
      if address.hasPrefixBytes("file:") { return address }
      guard address.hasPrefixBytes("data:"), let module = info.modules[ByteKey(address)] else { continue }
      for inner in module.dependencies {
        if let file = machineFile(inner) { return file }
      }
    }
    return nil
  }

  private func problem(_ address: String, _ step: PackageReach.Step, _ error: String) -> String {
    guard let importer = step.importer else {
      return "`\(step.request.name)` cannot be loaded: \(Self.line(error))"
    }
    return
      "`\(address)`, which \(title(of: importer)) imports, cannot be loaded, and `\(step.request.name)` needs it: "
      + Self.line(error)
  }

  /// What can be missing, and is: it fails in a pod only where a run asks for it.
  func missing() -> [Finding] {
    reach.addresses.compactMap { address in
      guard let step = reach.steps[ByteKey(address)], !step.isNeeded,
        let error = info.modules[ByteKey(address)]?.error,
        let importer = step.importer
      else { return nil }
      return step.request.finding(
        "`\(address)`, which \(title(of: importer)) imports for its types or at run time, cannot be loaded, so it "
          + "is not in vendor/: \(Self.line(error))",
        .warning)
    }
  }

  /// A module, for people: `mod.ts` of `jsr:@db/postgres@0.19.5`.
  func title(of address: String) -> String {
    let origin = origin(address)
    return origin.version == nil ? "`\(address)`" : "`\(origin.path)` of `\(origin.package.text)`"
  }

  /// Deno's reasons have several lines.
  private static func line(_ text: String) -> String {
    text.split(separator: "\n").map { String($0.drop { $0 == " " }) }.joined(separator: " ")
  }
}
