import Diagnostics
import YAML

/// Which modules of a version each of its nodes loads.
package struct ModuleGraph {
  private let imports: [ByteKey: [String]]
  private let data: [ByteKey: [String]]
  /// The modules that were read, here or before.
  package let scripts: ModuleScripts
  /// How many modules and uses of data are reported in all: nodes times modules are too many where hostile files have
  /// thousands of both.
  private static let mostTold = 1_000_000
  private var told = 0

  /// - Parameters:
  ///   - nodes: whose modules, and those that these load, are read.
  ///   - scripts: those of the source that were read already.
  package init(
    _ source: WorkflowSource, nodes: [WorkflowNode], _ scripts: ModuleScripts = ModuleScripts()
  ) {
    var unused: [Finding] = []
    let lookup = ModuleLookup(source, DenoFile.read(source, path: WorkflowSource.denoFile, &unused)) { $0 }
    var walk = ModuleWalk(lookup, ModuleFindings(lookup.files) { $0 }, scripts)
    for node in nodes { walk.follow(node.path) }
    (imports, data, self.scripts) = (walk.imports, walk.data, walk.scripts)
  }

  /// The paths of the modules that are loaded with the one at `path`, itself first; it alone after very many.
  package mutating func modules(of path: String) -> [String] {
    var (found, seen) = ([path], Set([ByteKey(path)]))
    var next = 0
    while next < found.count, told < Self.mostTold {
      told += 1
      for target in imports[ByteKey(found[next])] ?? [] where seen.insert(ByteKey(target)).inserted {
        found.append(target)
      }
      next += 1
    }
    return found
  }

  /// The same, with the files that these modules take as data, as often as they do.
  package mutating func files(of path: String) -> [String] {
    let modules = modules(of: path)
    var found = modules
    for module in modules where told < Self.mostTold {
      let files = data[ByteKey(module)] ?? []
      told += files.count
      found += files
    }
    return found
  }
}
