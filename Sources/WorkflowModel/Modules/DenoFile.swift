package import Diagnostics
package import YAML

/// The deno.json of a version, as far as it says how nodes are loaded.
///
/// Deno takes comments and trailing commas there, so they are taken here. Other content, for tasks,
/// formatting or tests, does not concern a pod, and Deno does not see it there.
package struct DenoFile: Sendable {
  /// Addresses by name; null blocks a name.
  package private(set) var imports = Mapping()
  /// The same for modules below a path.
  package private(set) var scopes: [(prefix: String, imports: Mapping)] = []
  /// Where the addresses of `imports` stand.
  private(set) var positions: [ByteKey: Position] = [:]
  /// The same for each of `scopes`.
  private(set) var scopePositions: [[ByteKey: Position]] = []
  package private(set) var compilerOptions = Mapping()
  package private(set) var unstable: [String] = []
  /// Whether it says which names there are: a file that cannot be read does not.
  package private(set) var isReadable = true
  private let path: String
  private let bytes: [UInt8]

  /// Options that decide which JavaScript Deno makes of a node; the others are for checking types.
  private static let flagOptions = [
    "checkJs", "emitDecoratorMetadata", "experimentalDecorators", "verbatimModuleSyntax",
  ]
  private static let textOptions = ["jsx", "jsxFactory", "jsxFragmentFactory", "jsxImportSource"]
  private static let listOption = "jsxPrecompileSkipElements"
  private static let jsxKinds = ["react", "react-jsx", "react-jsxdev", "precompile", "preserve"]
  private static let automaticKinds = ["react-jsx", "react-jsxdev", "precompile"]

  /// - Parameter path: of the file, in findings.
  package static func read(_ source: WorkflowSource, path: String, _ findings: inout [Finding]) -> DenoFile {
    let bytes = source[WorkflowSource.denoFile]?.bytes ?? []
    var file = DenoFile(path: path, bytes: bytes)
    // Deno takes one with nothing but comments for an empty object.
    if JSON.isBlank(bytes, .commented) { return file }
    do throws(Problem) {
      let root = try JSON.element(bytes, .commented)
      var own: [Finding] = []
      if case .mapping = root.content {
        file.read(root, &own)
      } else {
        own.append(file.finding(root.position, "this is \(root.kind); expected a JSON object"))
      }
      findings += file.located(own)
    } catch {
      file.isReadable = false
      findings.append(error.finding("not JSON: ", path: path, in: bytes, rule: .modules))
    }
    return file
  }

  /// What the module for the elements of JSX is named after; nil when elements are calls of a function in scope.
  var elementSource: String? {
    guard let kind = compilerOptions["jsx"]?.text, Self.automaticKinds.contains(kind) else { return nil }
    return compilerOptions["jsxImportSource"]?.text ?? "react"
  }

  /// As its author wrote it before names were led into `vendor/`: with what they ask for, by the lock.
  ///
  /// What is behind a name of a package is a name, too, as Deno has it for `jsr:` and `npm:` (its `expand_imports`):
  /// `@std/path` leads `@std/path/posix` to that module of the package.
  func asking(by lock: VendorLock?) -> DenoFile {
    var file = self
    for item in lock?.imports ?? [] where imports[item.name]?.text?.hasSameBytes(as: item.address) ?? false {
      file.imports[item.name] = .string(item.request)
    }
    for (name, value) in file.imports {
      guard !name.endsWithSlash, file.imports["\(name)/"] == nil, let text = value.text,
        let scheme = ["jsr", "npm"].first(where: { text.hasPrefixBytes("\($0):") }), !text.endsWithSlash
      else { continue }
      let package = String(Substring(text.utf8.dropFirst(4).drop { $0 == UInt8(ascii: "/") }))
      file.imports["\(name)/"] = .string("\(scheme):/\(package)/")
      file.positions[ByteKey("\(name)/")] = positions[ByteKey(name)]
    }
    return file
  }

  private init(path: String, bytes: [UInt8]) { (self.path, self.bytes) = (path, bytes) }

  private mutating func read(_ root: Element, _ findings: inout [Finding]) {
    (imports, positions) = addresses(root.field("imports"), &findings)
    if let field = root.field("scopes") {
      if case .mapping(let members) = field.value.content {
        for member in members {
          let (imports, positions) = addresses(member, &findings)
          scopes.append((member.key, imports))
          scopePositions.append(positions)
        }
      } else {
        findings.append(ignored(field))
      }
    }
    read(importMap: root, &findings)
    if let field = root.field("compilerOptions") { read(compilerOptions: field, &findings) }
    if let field = root.member("unstable") { read(unstable: field, &findings) }
  }

  private func addresses(
    _ field: Member?, _ findings: inout [Finding]
  ) -> (Mapping, positions: [ByteKey: Position]) {
    guard let field else { return (Mapping(), [:]) }
    guard case .mapping(let members) = field.value.content else {
      findings.append(ignored(field))
      return (Mapping(), [:])
    }
    var result = Mapping()
    var positions: [ByteKey: Position] = [:]
    for member in members {
      positions[ByteKey(member.key)] = member.value.position
      switch member.value.value {
      case .string(let address): result[member.key] = .string(address)
      case .null: result[member.key] = .null
      default:
        result[member.key] = .null
        findings.append(
          finding(
            member.value.position,
            "the address of `\(member.key)` is \(member.value.kind), so Deno refuses the name; expected text",
            .warning))
      }
    }
    return (result, positions)
  }

  private func ignored(_ field: Member) -> Finding {
    finding(
      field.value.position, "`\(field.key)` is \(field.value.kind), so Deno ignores it; expected an object",
      .warning)
  }

  private func read(importMap root: Element, _ findings: inout [Finding]) {
    guard let field = root.member("importMap") else { return }
    // Deno says the same of the first case.
    let isIgnored = root.member("imports") != nil || root.member("scopes") != nil
    findings.append(
      finding(
        field.keyPosition,
        isIgnored
          ? "`importMap` has no effect beside `imports` and `scopes`"
          : "`importMap` names a file that is not part of a version; write its `imports` and `scopes` here",
        isIgnored ? .warning : .error))
  }

  private mutating func read(compilerOptions field: Member, _ findings: inout [Finding]) {
    guard case .mapping(let members) = field.value.content else {
      findings.append(
        finding(
          field.value.position,
          "`compilerOptions` is \(field.value.kind), which Deno refuses; expected an object"))
      return
    }
    for member in members {
      guard let expected = Self.expectation(member.key) else { continue }
      if Self.isExpected(member.value.value, of: member.key) {
        compilerOptions[member.key] = member.value.value
      } else {
        findings.append(
          finding(
            member.value.position,
            "`\(member.key)` is \(member.value.kind), which Deno refuses; expected \(expected)"))
      }
    }
    checkJSX(members, &findings)
  }

  /// What an option has to be; nil for one that is nothing to a pod.
  private static func expectation(_ option: String) -> String? {
    if flagOptions.contains(option) { return "true or false" }
    if textOptions.contains(option) { return "text" }
    return option == listOption ? "a list of texts" : nil
  }

  private static func isExpected(_ value: Value, of option: String) -> Bool {
    switch value {
    case .bool: flagOptions.contains(option)
    case .string: textOptions.contains(option)
    case .sequence(let items): option == listOption && items.allSatisfy { $0.text != nil }
    case .null, .integer, .number, .mapping: false
    }
  }

  private func checkJSX(_ members: [Member], _ findings: inout [Finding]) {
    let kind = compilerOptions["jsx"]?.text
    for member in members {
      switch member.key {
      case "jsx":
        guard let kind, !Self.jsxKinds.contains(kind) else { continue }
        findings.append(
          finding(
            member.value.position,
            "Deno refuses `jsx: \(kind)`; expected one of \(Self.jsxKinds.joined(separator: ", "))"))
      case "jsxImportSource" where !Self.automaticKinds.contains(kind ?? ""):
        findings.append(
          finding(
            member.keyPosition,
            "Deno refuses `jsxImportSource` without a `jsx` of \(Self.automaticKinds.joined(separator: ", "))"
          ))
      default: continue
      }
    }
  }

  private mutating func read(unstable field: Member, _ findings: inout [Finding]) {
    guard case .sequence(let items) = field.value.value, items.allSatisfy({ $0.text != nil }) else {
      findings.append(
        finding(
          field.value.position,
          "`unstable` is \(field.value.kind), which Deno refuses; expected a list of texts"))
      return
    }
    unstable = items.compactMap(\.text)
  }

  /// Of the address of a name.
  func position(of name: String) -> Position? { positions[ByteKey(name)] }

  /// Without its excerpt, which it gets with all others by `located`.
  func finding(_ position: Position, _ message: String, _ severity: Finding.Severity = .error) -> Finding {
    Finding(severity, path: path, position: position, message: message, rule: .modules)
  }

  /// Findings of this file in its order, with their excerpts.
  func located(_ findings: [Finding]) -> [Finding] { findings.inOrder(of: bytes) }
}

extension Element {
  /// A member that is there and not null.
  fileprivate func field(_ key: String) -> Member? { member(key).flatMap { $0.value.isNull ? nil : $0 } }
}
