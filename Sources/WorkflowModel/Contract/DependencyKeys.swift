import Diagnostics
package import YAML

/// The keys of a dependency, in workflow.yaml and in what an environment lays over it.
package enum DependencyKeys {
  private struct Draft {
    var values = Mapping()
    /// What it is depends on the protocol and on the port.
    var host: Element?
    var port: Element?
    var secret: Element?
    var auth: Element?
    /// Whether something was reported of which a missing key would only be an echo.
    var isWrong = false
  }

  // MARK: - Reading

  static func read(_ member: Member, _ findings: inout Findings) -> Dependency? {
    guard let draft = draft(member, &findings) else { return nil }
    let dependency = Dependency(name: member.key, position: member.keyPosition, values: draft.values)
    check(dependency, draft, &findings)
    let missing = dependency.missing
    // The settings may say the rest.
    if !missing.isEmpty, !dependency.isManaged, !draft.isWrong {
      findings.error(member.keyPosition, Self.message(missing, dependency))
    }
    return dependency
  }

  /// Checks what an environment says of a dependency: anything but what it is.
  ///
  /// - Returns: its values as they are to be laid over, with each null that takes something away; nil when they are
  ///   no mapping, which was reported.
  static func readFilling(_ member: Member, _ findings: inout Findings) -> Mapping? {
    guard let draft = draft(member, isFilling: true, &findings) else { return nil }
    let dependency = Dependency(name: member.key, position: member.keyPosition, values: draft.values)
    check(dependency, draft, &findings)
    var values = draft.values
    if let host = dependency.host, let port = host.port {
      // Else a port that workflow.yaml says would win over it.
      values["host"] = .string(host.withoutPort)
      values["port"] = .integer(port)
    }
    if case .mapping(let members) = member.value.content {
      for own in members where own.value.isNull { values[own.key] = .null }
    }
    return values
  }

  /// Why a dependency cannot be used, with what to write.
  package static func message(_ missing: [String], _ dependency: Dependency) -> String {
    let keys = missing.map { "`\($0)`" }.joined(separator: ", ")
    if dependency.isDynamic { return "the dynamic target `\(dependency.name)` has no \(keys)" }
    let known = DependencyProtocol.known.map { "`\($0.name)`" }.joined(separator: ", ")
    let form = dependency.form
    let reason =
      form.isKnown
      ? "`\(form.name)` needs \(missing.count == 1 ? "it" : "them")"
      : "`\(form.name)` is none of the protocols that are known: \(known)"
    return "the dependency `\(dependency.name)` has no \(keys); \(reason)"
  }

  private static func draft(
    _ member: Member, isFilling: Bool = false, _ findings: inout Findings
  ) -> Draft? {
    guard case .mapping(let members) = member.value.content,
      let scope = FieldScope(open: member.value, owner: "the dependency `\(member.key)`")
    else {
      if !isFilling || !member.value.isNull {
        findings.error(
          member.value.position,
          "the dependency `\(member.key)` is \(member.value.kind); expected a mapping, like `host: api.example.com`"
        )
      }
      return nil
    }
    let table = isFilling ? filling : table
    var draft = Draft()
    for own in members where !own.value.isNull {
      draft.values[own.key] = own.value.value
      if table.keys.contains(where: { $0.hasSameBytes(as: own.key) }) { continue }
      if isFilling, Self.table.keys.contains(own.key) {
        findings.error(own.keyPosition, "`\(own.key)` is what workflow.yaml alone says; leave it out here")
        continue
      }
      if let reason = given[own.key]?.text {
        findings.notice(own.keyPosition, "`\(own.key)` does not go to nodes, which get \(reason)")
        continue
      }
      let hint = findings.hint(for: own.key, in: table.keys).map { "; did you mean `\($0)`?" } ?? ""
      findings.notice(own.keyPosition, "`\(own.key)` means nothing to tntc; nodes get it as it is\(hint)")
    }
    table.read(scope, into: &draft, &findings)
    return draft
  }

  // MARK: - Keys

  /// What nodes get under a name that is no key here, whatever an author writes there.
  package static let given: Mapping = [
    "authType": "what `auth.type` says as `authType`",
    "fetch": "a function as `fetch`, for `https` and `http`",
  ]

  /// A text that nodes get as it was written.
  private static func text(_ key: String, _ documentation: String) -> KeyRow<Draft> {
    .note(key, documentation) { $1.values[key] = .string($0) }
  }

  private static let identity: [KeyRow<Draft>] = [
    .text(
      "protocol", "What it speaks; `https` where nobody says otherwise.",
      form: TextForm(["minLength": 1]) { $0.isEmpty ? "`protocol` is empty; expected one like `https`" : nil }
    ) { written, draft, _ in draft.values["protocol"] = .string(written.text) },
    .value(
      "type", "`\(Dependency.dynamicTarget)` for hosts that only a run knows.",
      schema: ["enum": [.string(Dependency.dynamicTarget), .null]]
    ) { element, draft, findings in
      if element.value != .string(Dependency.dynamicTarget) {
        draft.isWrong = true
        findings.error(
          element.position, "expected `\(Dependency.dynamicTarget)`, or no `type` for a host that has a name")
      }
    },
    text("version", "Of a package."),
  ]

  private static let rest: [KeyRow<Draft>] = [
    .value(
      "host", "The name of the host, or its address; of a package its name.",
      type: "string", schema: Mapping()
    ) { element, draft, _ in draft.host = element },
    .value("port", nil, type: "integer", schema: ["minimum": 1, "maximum": 65_535]) {
      element, draft, findings in
      findings.warn(ofHazardsIn: element)
      draft.port = element
    },
    .value(
      "auth", "How nodes prove who they are.", type: "object",
      schema: ["additionalProperties": false, "properties": .mapping(authKeys.properties)]
    ) {
      element, draft, _ in draft.auth = element
    },
    .value("secret", "A second spelling of `auth.secret`.", type: "string", schema: Mapping()) {
      element, draft, _ in
      draft.secret = element
    },
    text("database", "Of PostgreSQL."), text("user", "Of PostgreSQL."), text("subject", "Of NATS."),
    text("container", "Of a store of blobs."),
    .text("cidr", "The addresses of a dynamic target.", form: IPRange.form) { written, draft, _ in
      draft.values["cidr"] = .string(written.text)
      if written.product == nil { draft.isWrong = true }
    },
    PortsRow.row("dynPorts", "The ports of a dynamic target, like `443/TCP`.") { ports, draft in
      guard let ports else {
        draft.isWrong = true
        return
      }
      draft.values["dynPorts"] = .sequence(ports.map { .string("\($0.number)/\($0.transport.rawValue)") })
      if ports.isEmpty { draft.values["dynPorts"] = nil }
    },
  ]

  private static let table = KeyTable<Draft>(identity + rest)
  /// What an environment may say.
  private static let filling = KeyTable<Draft>(rest)

  private static let authKeys = KeyTable<Mapping>([
    .note("type", "Like `bearer-token`, `api-key`, `password`, `webhook-url`, `basic`, `none`.") {
      $1["type"] = .string($0)
    },
    .note("secret", "`service.key`, which nodes get as `secret`.") { $1["secret"] = .string($0) },
  ])

  static var schema: Value {
    let packages = DependencyProtocol.known.filter(\.isPackage).map { Value.string($0.name) }
    return [
      "type": "object", "properties": .mapping(table.properties),
      "if": ["required": ["protocol"], "properties": ["protocol": ["enum": .sequence(packages)]]],
      "else": .mapping(hostSchema),
    ]
  }

  private static let hostSchema: Mapping = [
    "properties": ["host": .mapping(NetworkHost.form.schema())],
    "if": ["required": ["port"], "properties": ["port": ["type": "integer"]]],
    "then": ["properties": ["host": .mapping(NetworkHost.formWithoutPort.schema())]],
  ]

  /// The JSON Schema of what an environment says of one.
  static var fillingSchema: Value {
    let host = Mapping([("type", ["string", "null"])] + NetworkHost.form.schema())
    return [
      "type": ["object", "null"],
      "properties": .mapping(filling.properties).patched(with: ["host": .mapping(host)]),
    ]
  }

  // MARK: - Rules between keys

  private static func check(_ dependency: Dependency, _ draft: Draft, _ findings: inout Findings) {
    var draft = draft
    checkHost(dependency, &draft, &findings)
    checkSecret(dependency, draft, &findings)
    if dependency.isDynamic {
      for (key, field) in [("host", draft.host), ("port", draft.port)] {
        guard let field else { continue }
        findings.notice(
          field.position,
          "`\(key)` means nothing to a dynamic target, of which `cidr` and `dynPorts` say where it is")
      }
    }
    let form = dependency.form
    if !dependency.isDynamic, !form.isKnown, dependency.missing.isEmpty {
      let known = DependencyProtocol.known.map { "`\($0.name)`" }.joined(separator: ", ")
      findings.notice(
        dependency.position,
        "the protocol `\(form.name)` of `\(dependency.name)` is none of those that are known: \(known)")
    }
  }

  private static func checkHost(_ dependency: Dependency, _ draft: inout Draft, _ findings: inout Findings) {
    var hasPort = false
    if let field = draft.port {
      guard case .integer(let number) = field.value, (1...65_535).contains(number) else {
        findings.error(field.position, "`port` has to be a whole number from 1 to 65535")
        return
      }
      hasPort = true
    }
    guard let field = draft.host else { return }
    if dependency.isPackage {
      if field.value.text == nil {
        findings.error(
          field.position, "`host` is \(field.kind); expected the name of a package, like `@db/postgres`")
      }
      return
    }
    guard let host = NetworkHost(field) else {
      findings.error(field.position, "`host` is not a host; \(NetworkHost.expected)")
      return
    }
    if hasPort, host.port != nil || host.isAny {
      findings.error(
        field.position, "beside a `port`, `host` has to be one host without a port of its own")
      return
    }
    if case .serviceOrOutside(let namespace) = HostPlace(host.name) {
      findings.notice(
        field.position,
        "`\(host.name)` may be a Service in the namespace `\(namespace)`, and a host outside, as `.\(namespace)` is a "
          + "top-level domain; a network policy lets both through, and the Service alone for `\(host.name).svc`"
      )
    }
  }

  private static func checkSecret(_ dependency: Dependency, _ draft: Draft, _ findings: inout Findings) {
    var secret = draft.secret
    if let auth = draft.auth {
      var unused = Mapping()
      guard authKeys.read(auth, owner: "`auth`", into: &unused, &findings) else { return }
      if let second = secret, let first = auth.member("secret")?.value, !first.isNull {
        findings.error(
          second.position,
          "`secret` says again what `auth.secret` says on line \(first.position.line); remove one")
      }
      secret = auth.member("secret")?.value ?? secret
    }
    guard let secret, !secret.isNull else { return }
    if SecretName(secret.value) == nil {
      findings.error(
        secret.position,
        "`secret` of the dependency `\(dependency.name)` names no secret; expected `service.key`")
    }
  }
}

extension NetworkHost {
  /// Text alone: `1.2` without quotes is a number.
  init?(_ element: Element) {
    guard case .scalar(let scalar) = element.content, case .string(let text) = scalar.resolved else {
      return nil
    }
    self.init(text)
  }
}
