package import Diagnostics
import Scripts
import YAML

/// A package, or a module of a server, that a workflow asks for, with the place that does.
package struct PackageRequest: Hashable, Sendable {
  /// As it is in code: `jsr:@db/postgres@0.19.5`, or a name that deno.json leads there.
  package let name: String
  /// What is asked for: `jsr:@db/postgres@0.19.5`, `npm:lodash@4/fp`, `https://…`.
  package let address: String
  /// What `with { type: "…" }` says of it; nil for code.
  package let type: String?
  /// Of the file that asks, for people.
  package let path: String
  package let position: Position?
  package let excerpt: Excerpt?

  package init(
    name: String, address: String, type: String? = nil, path: String, position: Position? = nil,
    excerpt: Excerpt? = nil
  ) {
    (self.name, self.address, self.type) = (name, address, type)
    (self.path, self.position, self.excerpt) = (path, position, excerpt)
  }

  /// What is wrong with it, at its place.
  package func finding(_ message: String, _ severity: Finding.Severity = .error) -> Finding {
    Finding(severity, path: path, position: position, message: message, excerpt: excerpt, rule: .modules)
  }
}

/// All that the nodes of a version and its contract ask for.
package struct PackageRequests: Sendable {
  /// Each name once, where it is first asked for.
  package private(set) var all: [PackageRequest] = []
  /// What cannot be taken into a version.
  package private(set) var findings: [Finding] = []
  /// Names that code imports and deno.json does not have, so that nobody knows what they ask for.
  package private(set) var unknown: [Finding] = []

  private static let schemes = ["jsr", "npm", "https", "http"]

  /// - Parameters:
  ///   - lock: says what names ask for that lead into `vendor/` already.
  ///   - place: makes the path of a file, for people, of its path in the source.
  package init(
    _ source: WorkflowSource, _ workflow: Workflow, _ deno: DenoFile, lock: VendorLock?,
    place: (String) -> String
  ) {
    var walk = PackageWalk(ModuleLookup(source, deno.asking(by: lock), place: place))
    for node in workflow.nodes { walk.follow(node.path) }
    var seen: Set<ByteKey> = []
    for (path, found) in walk.found {
      guard let bytes = source[path]?.bytes else { continue }
      var cursor = TextCursor()
      for one in found.sorted(by: { $0.offset < $1.offset }) {
        let position = cursor.advance(to: one.offset, in: bytes)
        add(
          PackageRequest(
            name: one.name, address: one.address, type: one.type, path: place(path), position: position,
            excerpt: SourceText(bytes).excerpt(at: position)), &seen)
      }
    }
    for (path, names) in walk.unknown {
      guard let bytes = source[path]?.bytes else { continue }
      var cursor = TextCursor()
      for (name, message, offset) in names.sorted(by: { $0.offset < $1.offset }) {
        let position = cursor.advance(to: offset, in: bytes)
        unknown.append(
          PackageRequest(
            name: name, address: name, path: place(path), position: position,
            excerpt: SourceText(bytes).excerpt(at: position)
          ).finding(message))
      }
    }
    let file = WorkflowSource.workflowFile
    for dependency in workflow.contract?.dependencies ?? [] {
      guard let address = dependency.packageAddress else { continue }
      add(
        PackageRequest(
          name: address, address: address, path: place(file), position: dependency.position,
          excerpt: source[file].flatMap { SourceText($0.bytes).excerpt(at: dependency.position) }), &seen)
    }
    findings += Self.scoped(deno)
  }

  private mutating func add(_ request: PackageRequest, _ seen: inout Set<ByteKey>) {
    guard seen.insert(ByteKey(request.name)).inserted else { return }
    if let problem = Self.problem(with: request) {
      findings.append(request.finding(problem))
    } else {
      all.append(request)
    }
  }

  /// Why it is not fetched.
  private static func problem(with request: PackageRequest) -> String? {
    let (name, address) = ("`\(request.name)`", request.address)
    if address.hasPrefixBytes("http:") {
      return "\(name) is loaded without encryption, so its content cannot be trusted; write `https:`"
    }
    if address.hasPrefixBytes(VendorLock.addressOfFiles) {
      return
        "\(name) leads into \(WorkflowSource.vendorFolder)/, and is not in vendor.lock; write the package into "
        + "deno.json, like `jsr:@scope/name@1`"
    }
    if address.hasPrefixBytes("npm:"), request.type != nil {
      return "\(name) is a file of an npm package, from which tntc takes only code; copy it below nodes/"
    }
    guard address.hasPrefixBytes("https:") else { return nil }
    let host = address.utf8.dropFirst("https://".utf8.count).prefix { $0 != UInt8(ascii: "/") }
    return host.contains(UInt8(ascii: "@"))
      ? "this address contains a user or a password, which must not get into a version; remove it"
      : nil
  }

  /// Names that count in a folder alone would need a `vendor/` of their own.
  private static func scoped(_ deno: DenoFile) -> [Finding] {
    var findings: [Finding] = []
    for (scope, positions) in zip(deno.scopes, deno.scopePositions) {
      for (name, value) in scope.imports {
        guard let text = value.text, let position = positions[ByteKey(name)],
          case .url(let scheme, _)? = ModuleAddress(text, from: ""), schemes.contains(scheme)
        else { continue }
        findings.append(
          deno.finding(
            position,
            "`\(name)` of `scopes` leads to `\(text)`, and `tntc vendor` reads only `imports`; write it there, "
              + "under another name"))
      }
    }
    return deno.located(findings)
  }

  /// Follows the modules of a version up to what is not one of them.
  private struct PackageWalk {
    typealias Found = (name: String, address: String, type: String?, offset: Int)

    let lookup: ModuleLookup
    private(set) var found: [(path: String, requests: [Found])] = []
    private(set) var unknown: [(path: String, names: [(name: String, message: String, offset: Int)])] = []
    private var seen: Set<ByteKey> = []

    init(_ lookup: ModuleLookup) { self.lookup = lookup }

    mutating func follow(_ path: String) {
      var waiting = [path]
      while let path = waiting.popLast() {
        guard !WorkflowSource.isVendored(path), let file = lookup.files[ByteKey(path)],
          ModuleKind(path).isCode,
          seen.insert(ByteKey(path)).inserted
        else { continue }
        let script = Script(file.bytes)
        let scan = ModuleScan(script)
        var requests: [Found] = []
        func look(_ specifier: String, _ offset: Int, _ attributes: ModuleRequest.Attributes = .none) {
          switch lookup.resolve(specifier, from: path) {
          case .address(.url(let scheme, let text), _) where PackageRequests.schemes.contains(scheme):
            let type: String? = if case .type(let type) = attributes { type } else { nil }
            requests.append((specifier, Self.withoutSlash(text, scheme), type, offset))
          case .address(.version(let target), entry: .some) where WorkflowSource.isVendored(target):
            requests.append((specifier, "\(VendorLock.addressOfFiles)\(target)", nil, offset))
          case .address(.version(let target), _):
            if let target = lookup.existing(target) { waiting.append(target) }
          default: break
          }
        }
        for request in scan.requests { look(request.specifier, request.offset, request.attributes) }
        let names = scan.requests.filter {
          if case .unknown = lookup.resolve($0.specifier, from: path) {
            lookup.deno.isReadable
          } else {
            false
          }
        }
        if !names.isEmpty {
          unknown.append((path, names.map { ($0.specifier, lookup.unknown($0.specifier), $0.offset) }))
        }
        for mention in scan.mentions where mention.isMapped { look(mention.specifier, mention.offset) }
        // Type-only imports are erased, and no pod needs them; type checks do. Those of npm are not taken in.
        let loaded = Set(scan.requests.map(\.offset) + scan.mentions.map(\.offset))
        for place in SpecifierScan(script).places where !loaded.contains(place.range.lowerBound) {
          guard case .address(.url(let scheme, _), _) = lookup.resolve(place.specifier, from: path),
            scheme == "jsr" || scheme == "https"
          else { continue }
          look(place.specifier, place.range.lowerBound)
        }
        if let (specifier, offset) = lookup.elementModule(of: file) { look(specifier, offset) }
        if !requests.isEmpty { found.append((path, requests)) }
      }
    }

    /// `jsr:/@std/path` is `jsr:@std/path`.
    private static func withoutSlash(_ text: String, _ scheme: String) -> String {
      guard scheme == "jsr" || scheme == "npm" else { return text }
      let rest = text.utf8.dropFirst(scheme.utf8.count + 1).drop { $0 == UInt8(ascii: "/") }
      return "\(scheme):\(Substring(rest))"
    }
  }
}

extension Dependency {
  /// As an import has it: `jsr:@db/postgres@0.19.5`; nil for what is not a package.
  fileprivate var packageAddress: String? {
    guard isPackage, let name = values["host"]?.text else { return nil }
    let version = values["version"]?.text.map { "@\($0)" } ?? ""
    return "\(protocolName):\(name)\(version)"
  }
}
