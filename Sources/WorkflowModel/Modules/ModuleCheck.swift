import Diagnostics
import YAML

/// Follows what nodes import, and finds what a pod could not load: it has the files of the version, the built-in
/// modules of Deno, and no network. What packages lead to is in vendor.lock, and not followed.
///
/// It sees what is in the code as text. Whether a module throws while it is loaded, has the names that another
/// one imports, or is TypeScript at all, only loading it tells.
struct ModuleCheck {
  private var lookup: ModuleLookup
  private var findings: ModuleFindings

  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  /// - Returns: what is wrong, and the modules that were read for it.
  static func findings(
    _ nodes: [WorkflowNode], _ contract: Contract?, _ source: WorkflowSource, _ deno: DenoFile,
    place: (String) -> String
  ) -> (findings: [Finding], scripts: ModuleScripts) {
    withoutActuallyEscaping(place) { place in
      let lookup = ModuleLookup(source, deno, place: place)
      var walk = ModuleWalk(lookup, ModuleFindings(lookup.files, place: place))
      for node in nodes { walk.follow(node.path) }
      var exports = ExportCheck(walk)
      for file in source.files { exports.checkNames(in: file) }
      for node in nodes { exports.checkDefault(of: node) }
      var check = ModuleCheck(lookup: exports.lookup, findings: exports.findings)
      check.checkEntries()
      let packages = CarriedPackages(source, imported: check.lookup.remote, place: place).findings(contract)
      return (check.findings.located + packages, walk.scripts)
    }
  }

  // Entries of deno.json that no module has used yet.

  private mutating func checkEntries() {
    var own: [Finding] = []
    for (entry, address) in lookup.map.entries where !lookup.used.contains(entry) {
      let problem: String
      switch address {
      case nil where entry.isBlocked: continue
      case nil:
        problem =
          "is not an address that Deno accepts; expected one like `./nodes/lib.ts`"
          + (entry.name.hasSuffix("/") ? ", with `/` at its end" : "")
      case .elsewhere?: problem = "is outside of the version, so a pod does not have it"
      case .version(let path)? where lookup.existing(path) == nil:
        let missing = lookup.missing(path)
        if missing.isFolder, path.isEmpty || path.hasSuffix("/") { continue }
        problem = missing.reason
      case .version?, .url?: continue
      }
      own.append(
        lookup.deno.finding(entry.position, "the address of `\(entry.name)` \(problem)", .warning))
    }
    for finding in lookup.deno.located(own) { findings.add(finding) }
  }
}
