package import Diagnostics
package import YAML

/// The keys of a dependency, in workflow.yaml and in what an environment lays over it.
package enum DependencyKeys {
  struct Draft {
    var values = Mapping()
    /// Its meaning depends on the protocol and on the port.
    var host: Element?
    var port: Element?
    var secret: Element?
    var auth: Element?
    /// The addresses of a dynamic target.
    var range: WrittenText<IPRange>?
    /// Whether these are values of an environment.
    let isFilling: Bool
    /// Whether a problem was reported already, so that missing keys are not.
    var isWrong = false

    /// What names the secret, in either spelling.
    var secretField: Element? {
      if let own = auth?.member("secret")?.value, !own.isNull { return own }
      return secret
    }

    init(isFilling: Bool) { self.isFilling = isFilling }
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

  /// Checks the environment's values for a dependency: any key but those that define it.
  ///
  /// - Returns: its values as they are to be laid over, with each null that takes something away; nil when they are
  ///   no mapping, which was reported.
  static func readFilling(_ member: Member, _ findings: inout Findings) -> Mapping? {
    guard let draft = draft(member, isFilling: true, &findings) else { return nil }
    let dependency = Dependency(name: member.key, position: member.keyPosition, values: draft.values)
    check(dependency, draft, &findings)
    var values = draft.values
    if let host = dependency.host, let port = host.port {
      // Otherwise a port of workflow.yaml would override it.
      values["host"] = .string(host.withoutPort)
      values["port"] = .integer(port)
    }
    if case .mapping(let members) = member.value.content {
      for own in members where own.value.isNull && own.key != "secret" { values[own.key] = .null }
      if member.value.member("secret")?.value.isNull == true, values["auth"] != .null {
        fold(.null, into: &values)
      }
    }
    return values
  }

  /// The secret that a dependency of workflow.yaml names, whatever else is wrong with it, and where.
  package static func secret(of member: Member) -> (name: SecretName, position: Position)? {
    var unheard = Findings(path: "")
    guard let draft = draft(member, &unheard), let field = draft.secretField,
      let name = Dependency(name: member.key, position: member.keyPosition, values: draft.values).secret
    else { return nil }
    return (name, field.position)
  }

  /// Puts a secret where `auth.secret` stands, of which `secret` is a second spelling: so either is laid over either.
  private static func fold(_ secret: Value, into values: inout Mapping) {
    var auth = if case .mapping(let own)? = values["auth"] { own } else { Mapping() }
    if auth["secret"] == nil || auth["secret"] == .null { auth["secret"] = secret }
    values["auth"] = .mapping(auth)
    values["secret"] = nil
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
      : "`\(form.name)` is not a known protocol; expected one of \(known)"
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
    var draft = Draft(isFilling: isFilling)
    for own in members where !own.value.isNull {
      draft.values[own.key] = own.value.value
      if table.keys.contains(where: { $0.hasSameBytes(as: own.key) }) { continue }
      if isFilling, Self.table.keys.contains(own.key) {
        findings.error(own.keyPosition, "`\(own.key)` belongs in workflow.yaml only; remove it here")
        continue
      }
      if let reason = given[own.key]?.text {
        findings.notice(own.keyPosition, "nodes do not get `\(own.key)`; they get \(reason)")
        continue
      }
      let hint = findings.hint(for: own.key, in: table.keys).map { "; did you mean `\($0)`?" } ?? ""
      findings.notice(own.keyPosition, "tntc does not use `\(own.key)`; nodes get it unchanged\(hint)")
    }
    table.read(scope, into: &draft, &findings)
    if let secret = draft.secret { fold(secret.value, into: &draft.values) }
    return draft
  }

  // MARK: - Keys

  /// What nodes get under a name that is not a key here, whatever an author writes there.
  package static let given: Mapping = [
    "authType": "the value of `auth.type` as `authType`",
    "fetch": "a function as `fetch`, for `https` and `http`",
  ]

  /// A text that nodes get as it was written.
  private static func text(_ key: String, _ documentation: String) -> KeyRow<Draft> {
    .note(key, documentation) { $1.values[key] = .string($0) }
  }

  private static let identity: [KeyRow<Draft>] = [
    .text(
      "protocol", "The protocol; `https` by default.",
      form: TextForm(["minLength": 1]) { $0.isEmpty ? "`protocol` is empty; expected one like `https`" : nil }
    ) { written, draft, _ in
      draft.values["protocol"] = .string(written.text)
      if written.product == nil { draft.isWrong = true }
    },
    .value(
      "type", "`\(Dependency.dynamicTarget)` for hosts that are known only at run time.",
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
      "host", "The name of the host, or its address; for a package its name.",
      type: "string", schema: Mapping()
    ) { element, draft, _ in draft.host = element },
    .value("port", nil, type: "integer", schema: ["minimum": 1, "maximum": 65_535]) {
      element, draft, findings in
      findings.warn(ofHazardsIn: element)
      draft.port = element
    },
    .value(
      "auth", "How nodes authenticate.", type: "object",
      schema: ["properties": .mapping(authKeys.properties)]
    ) {
      element, draft, _ in draft.auth = element
    },
    .value("secret", "The same as `auth.secret`.", type: "string", schema: Mapping()) {
      element, draft, _ in
      draft.secret = element
    },
    text("database", "Of PostgreSQL."), text("user", "Of PostgreSQL."), text("subject", "Of NATS."),
    text("container", "For a blob store."),
    .text("cidr", "The addresses of a dynamic target.", form: IPRange.form) { written, draft, _ in
      draft.values["cidr"] = .string(written.text)
      draft.range = written
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
  /// The keys that an environment may set.
  private static let filling = KeyTable<Draft>(rest)

  static let authKeys = KeyTable<Mapping>([
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

  /// The JSON Schema of the environment's values for one.
  static var fillingSchema: Value {
    let host = Mapping([("type", ["string", "null"])] + NetworkHost.form.schema())
    return [
      "type": ["object", "null"],
      "properties": .mapping(filling.properties).patched(with: ["host": .mapping(host)]),
    ]
  }
}
