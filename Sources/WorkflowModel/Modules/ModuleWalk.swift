import Bytes
import Diagnostics
import Scripts
import YAML

/// Reads the modules that are loaded with a version's nodes, and finds what they name and a pod could not load.
struct ModuleWalk {
  var lookup: ModuleLookup
  var findings: ModuleFindings
  private(set) var scans: [ByteKey: ModuleScan] = [:]
  /// The modules that were read, here or before.
  private(set) var scripts: ModuleScripts
  /// What each module that was read loads, by paths.
  private(set) var imports: [ByteKey: [String]] = [:]
  /// The files that each module takes as data, or names as files, by paths.
  private(set) var data: [ByteKey: [String]] = [:]
  private var checkedJSON: Set<ByteKey> = []

  init(_ lookup: ModuleLookup, _ findings: ModuleFindings, _ scripts: ModuleScripts = ModuleScripts()) {
    (self.lookup, self.findings, self.scripts) = (lookup, findings, scripts)
  }

  /// Reads a module and those that it names.
  mutating func follow(_ path: String) {
    var waiting = [path]
    while let path = waiting.popLast() {
      let key = ByteKey(path)
      // What `tntc vendor` wrote leads to files beside it alone, which vendor.lock holds to their digests.
      guard !WorkflowSource.isVendored(path), scans[key] == nil, let file = lookup.files[key],
        ModuleKind(path) == .script
      else { continue }
      let scan = ModuleScan(scripts.read(file))
      scans[key] = scan
      var targets = scan.requests.compactMap { target(of: $0, in: file) }
      for mention in scan.mentions { check(mention, in: file) }
      if let runtime = runtime(of: file) { targets.append(runtime) }
      imports[key] = targets
      waiting += targets
    }
  }

  /// What Deno loads beside a module with elements, also when it has none, if it is a module of the version.
  private mutating func runtime(of file: SourceFile) -> String? {
    guard let (specifier, offset) = lookup.elementModule(of: file) else { return nil }
    let resolution = lookup.resolve(specifier, from: file.path)
    switch lookup.found(specifier, resolution, in: file) {
    case .nothing: return nil
    case .path(let path): return path
    case .wrong(let problem):
      findings.report("JSX needs a module that makes its elements: \(problem)", file, offset)
      return nil
    }
  }

  /// The module that is loaded, if it is one of the version; what is wrong becomes a finding.
  private mutating func target(of request: ModuleRequest, in file: SourceFile) -> String? {
    let resolution = lookup.resolve(request.specifier, from: file.path)
    switch lookup.found(request.specifier, resolution, in: file) {
    case .nothing: return nil
    case .wrong(let problem):
      findings.report(problem, file, request.offset)
      return nil
    case .path(let path):
      if let problem = ModuleKind(path).problem(
        with: request, isRawEnabled: lookup.deno.unstable.contains("raw-imports"))
      {
        findings.report("\(lookup.subject(request.specifier, resolution)) \(problem)", file, request.offset)
        return nil
      }
      if case .type(let type) = request.attributes {
        if type == "json" { checkJSON(path, importedBy: file) }
        data[ByteKey(file.path), default: []].append(path)
        return nil
      }
      return path
    }
  }

  private mutating func check(_ mention: FileMention, in file: SourceFile) {
    if mention.isMapped {
      let resolution = lookup.resolve(mention.specifier, from: file.path)
      if case .address(.version(let path), entry: nil) = resolution {
        check(path, mention, file)
      } else if case .wrong(let problem) = lookup.found(mention.specifier, resolution, in: file) {
        findings.report(problem, file, mention.offset)
      }
      return
    }
    let address =
      ModuleAddress(mention.specifier, from: file.path)
      ?? ModuleAddress("./\(mention.specifier)", from: file.path)
    switch address {
    case .version(let path)?: check(path, mention, file)
    case .elsewhere?:
      findings.report(
        "`\(mention.specifier)` is a file outside of the version, which a node may not read; move it below nodes/",
        file, mention.offset)
    case .url?, nil: break
    }
  }

  /// A file or a folder of the version.
  private mutating func check(_ path: String, _ mention: FileMention, _ file: SourceFile) {
    if path.isEmpty { return }
    if lookup.files[ByteKey(path)] != nil {
      data[ByteKey(file.path), default: []].append(path)
      return
    }
    let missing = lookup.missing(path)
    if !missing.isFolder { findings.report("`\(mention.specifier)` \(missing.reason)", file, mention.offset) }
  }

  private mutating func checkJSON(_ path: String, importedBy module: SourceFile) {
    let key = ByteKey(path)
    guard let file = lookup.files[key], checkedJSON.insert(key).inserted else { return }
    // Deno removes a byte order mark before it reads.
    do throws(Problem) {
      _ = try JSON.read(ByteOrderMark.removed(from: file.bytes))
    } catch {
      findings.add(error, "not JSON, though `\(module.path)` imports it as JSON: ", in: file)
    }
  }
}
