import Bytes
import Diagnostics
import YAML

/// `sidecars:`, and the keys of a sidecar.
enum SidecarKeys {
  fileprivate struct Draft {
    var name: WrittenText<String>?
    var image: WrittenText<ImageReference>?
    var port: Int?
    var portPosition: Position?
    var isGRPC = false
    var healthPath: WrittenText<String>?
    var command: [String] = []
    var arguments: [String] = []
    var environment = Mapping()
    var resources = Mapping()
  }

  static let row = KeyRow<WorkflowKeys.Draft>.list(
    "sidecars", "Containers that run beside the engine in its pods; nodes reach them on localhost.",
    about: .sidecars,
    expected: "a list, like `- {name: proxy, image: registry.example/proxy:1, port: 9000}`",
    schema: ["items": table.schema("A container beside the engine.")]
  ) { items, _, draft, findings in
    draft.sidecars = read(items, &findings)
  }

  // MARK: - Keys

  private static let table = KeyTable<Draft>([
    .text("name", "Its name, unique among the sidecars.", .required, form: NameRules.sidecar) {
      written, draft, _ in draft.name = written
    },
    .text("image", "The image: `name[:tag][@sha256:…]`.", .required, form: ImageReference.form) {
      written, draft, _ in draft.image = written
    },
    .value(
      "port", "The port on which it listens, on localhost of the pod; unique.", .required, type: "integer",
      schema: [
        "minimum": .integer(ports.lowerBound), "maximum": .integer(ports.upperBound),
        "not": ["enum": [.integer(EngineContract.port)]],
      ], read: readPort),
    .value(
      "protocol", "The protocol of its health check: `http` or `grpc`; `http` by default.",
      schema: ["enum": ["http", "grpc", .null]], read: readProtocol),
    .text(
      "healthPath", "The path that answers 2xx once it is ready; \(usualHealthPath) by default.", form: path
    ) {
      written, draft, _ in draft.healthPath = written
    },
    texts("command", "Replaces the entry point of the image.") { $1.command = $0 },
    texts("args", "The arguments of its program.") { $1.arguments = $0 },
    .mapping(
      "env", "Environment variables by name; not for secrets.", expected: "a mapping, like `LEVEL: info`",
      schema: [
        "propertyNames": .mapping(variable.schema()),
        "additionalProperties": ["type": SchemaParts.scalarTypes],
      ], read: readEnvironment),
    .value(
      "resources", nil, schema: schema(ResourceReader.schema("Requests and limits of the container.")),
      read: readResources),
  ])

  private static let ports = 1024...65_535
  fileprivate static let usualHealthPath = "/health"

  static let path = TextForm(["pattern": "^/[!-~]*$"]) { path in
    path.hasPrefix("/") && path.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      ? nil : "`\(path)` is not the path of a URL; expected one like `\(usualHealthPath)`"
  }

  /// `IsEnvVarName` of the API server, as it was before Kubernetes 1.30 took more.
  static let variable = TextForm([
    "pattern": "^[-._A-Za-z][-._A-Za-z0-9]*$", "not": ["pattern": "^\\.(\\.|$)"],
  ]) { name in
    guard let first = name.utf8.first, !first.isIn(.digit), name != ".", !name.hasPrefix(".."),
      name.consists(of: .alphanumeric.union("-._"))
    else {
      return
        "`\(name)` cannot name a variable; expected letters, digits, `_`, `-` and `.`, not starting with a digit or `..`"
    }
    return nil
  }

  private static func schema(_ value: Value) -> Mapping {
    if case .mapping(let mapping) = value { mapping } else { Mapping() }
  }

  private static func readPort(_ element: Element, _ draft: inout Draft, _ findings: inout Findings) {
    guard case .scalar(let scalar) = element.content, case .integer(let port) = scalar.resolved,
      ports.contains(port)
    else {
      return findings.error(
        element.position, "`port` has to be a whole number from \(ports.lowerBound) to \(ports.upperBound)")
    }
    if port == EngineContract.port {
      return findings.error(element.position, "port \(port) is used by the engine; choose another one")
    }
    (draft.port, draft.portPosition) = (port, element.position)
  }

  private static func readProtocol(_ element: Element, _ draft: inout Draft, _ findings: inout Findings) {
    guard let text = element.text(of: "protocol", expected: "`http` or `grpc`", &findings) else { return }
    if text != "http", text != "grpc" {
      findings.error(element.position, "`\(text)` is not a protocol of a sidecar; expected `http` or `grpc`")
    }
    draft.isGRPC = text == "grpc"
  }

  /// Texts as they are written: `9000` is one, too.
  private static func texts(
    _ key: String, _ documentation: String, keep: @escaping @Sendable ([String], inout Draft) -> Void
  ) -> KeyRow<Draft> {
    .list(
      key, documentation, expected: "a list of texts, like `[serve, --verbose]`",
      schema: ["items": ["type": ["string", "number", "boolean"]]]
    ) { items, _, draft, findings in
      keep(
        items.compactMap { item in
          guard case .scalar = item.content, !item.isNull else {
            findings.error(item.position, "an item of `\(key)` is \(item.kind); expected text")
            return nil
          }
          return item.manifestText(of: "an item of \(key)", &findings)
        }, &draft)
    }
  }

  private static func readEnvironment(
    _ members: [Member], _ element: Element, _ draft: inout Draft, _ findings: inout Findings
  ) {
    for member in members {
      _ = variable.written(member.key, member.keyPosition, &findings)
      guard let text = member.value.manifestText(of: member.key, &findings) else { continue }
      draft.environment[member.key] = .string(member.value.isNull ? "" : text)
    }
  }

  private static func readResources(_ element: Element, _ draft: inout Draft, _ findings: inout Findings) {
    guard case .mapping(let resources)? = ResourceReader.read(element, &findings) else { return }
    // Null stands for what is not there.
    var given = Mapping()
    given.patch(with: resources)
    draft.resources = given
    guard case .mapping(let limits)? = given["limits"] else { return }
    for (resource, value) in limits {
      guard let text = value.text, let limit = Quantity(text), let asked = given["requests"]?[resource]?.text,
        let request = Quantity(asked), limit < request
      else { continue }
      findings.error(
        element.member("limits")?.value.member(resource)?.value.position ?? element.position,
        "the limit of \(resource), `\(text)`, is below the request, `\(asked)`, and the API server refuses such "
          + "pods; raise the limit or lower the request")
    }
  }

  // MARK: - Reading

  private static func read(_ items: [Element], _ findings: inout Findings) -> [Sidecar] {
    var sidecars: [Sidecar] = []
    var names: [String: (name: String, line: Int)] = [:]
    var ports: [Int: Int] = [:]
    for item in items {
      var draft = Draft()
      guard table.read(item, owner: "a sidecar", into: &draft, &findings) else { continue }
      if let name = draft.name, name.product != nil {
        let container = Sidecar.container(name.text)
        if let first = names[container] {
          findings.error(name.position, repetition(of: name.text, container, first.name, line: first.line))
        } else {
          names[container] = (name.text, name.position.line)
        }
      }
      if let port = draft.port, let position = draft.portPosition {
        if let line = ports[port] {
          findings.error(
            position,
            "port \(port) is used by the sidecar on line \(line); the containers of a pod share their ports")
        } else {
          ports[port] = position.line
        }
      }
      if draft.isGRPC, let path = draft.healthPath {
        findings.notice(
          path.position,
          "`healthPath` has no effect with `protocol: grpc`, which has a health service of its own")
      }
      if let sidecar = Sidecar(draft) { sidecars.append(sidecar) }
    }
    return sidecars
  }

  private static func repetition(
    of name: String, _ container: String, _ first: String, line: Int
  ) -> String {
    name.hasSameBytes(as: first)
      ? "a second sidecar `\(name)`, the first is on line \(line); rename one"
      : "the container of the sidecar `\(name)` is `\(container)`, like that of `\(first)` on line \(line); rename one"
  }
}

extension Sidecar {
  /// Nil when what is missing was reported.
  fileprivate init?(_ draft: SidecarKeys.Draft) {
    guard let name = draft.name, let image = draft.image, let reference = image.product,
      let port = draft.port
    else { return nil }
    self.init(
      name: name.text, position: name.position, image: reference, imagePosition: image.position, port: port,
      health: draft.isGRPC ? .grpc : .http(path: draft.healthPath?.text ?? SidecarKeys.usualHealthPath),
      command: draft.command, arguments: draft.arguments, environment: draft.environment,
      resources: draft.resources)
  }
}
