import Diagnostics
import Rendering
import Settings
import WorkflowModel
import YAML

/// The fields of a lock. A field without a value is left out.
enum LockBody {
  /// What is one line for each version: a release adds lines, and changes few.
  static let lines: Set<String> = ["pinned", "canary", "versions", "configs", "tombstones", "history"]

  static func value(of release: Release, format: Int) -> Mapping {
    let isFirst = format == 1
    var root = Mapping()
    root["format"] = .integer(format)
    root["workflow"] = .string(release.workflow)
    root["source"] = release.source.map(Value.string)
    root["renamedFrom"] = release.renamedFrom.map(Value.string)
    root["live"] = release.live.map { .string($0.text) }
    root["pinned"] = release.pin.map(value)
    root["canary"] = release.canary.map(value)
    root["config"] = release.overlay.map(Value.string)
    root["settings"] = .mapping(release.settings)
    root["flags"] = list(release.flags)
    if !isFirst {
      root["networkPolicy"] = release.networkPolicy.map { .string($0.rawValue) }
      root["sidecars"] = list(release.sidecars)
    }
    root["versions"] = .sequence(release.versions.map(value))
    root["configs"] = list(release.overlays) { ["name": .string($0.name), "file": .string($0.fileDigest)] }
    root["tombstones"] = list(release.tombstones, value)
    if isFirst {
      root["derived"] = .string(release.derived.digest)
    } else {
      root["history"] = list(release.history, value)
      root["tntc"] = release.derived.writer.map(Value.string)
    }
    root["files"] = .sequence(release.derived.files.map(Value.string))
    return release.unknown?.taken(into: root) ?? root
  }

  /// Nil for an empty list, which is left out.
  private static func list<Item>(_ items: [Item], _ value: (Item) -> Value) -> Value? {
    items.isEmpty ? nil : .sequence(items.map(value))
  }

  private static func list(_ texts: [String]) -> Value? { list(texts, Value.string) }

  private static func value(of version: RetainedVersion) -> Value {
    var mapping: Mapping = [
      "version": .string(version.version.text), "digest": .string(version.digest),
      "file": .string(version.fileDigest),
    ]
    mapping["parts"] = version.parts == 1 ? nil : .integer(version.parts)
    mapping["bad"] = version.bad.map(Value.string)
    mapping["fixes"] = version.fixes.map { .string($0.text) }
    return .mapping(mapping)
  }

  static func value(of tombstone: Tombstone) -> Value {
    var mapping: Mapping = [
      "version": .string(tombstone.version.text), "digest": .string(tombstone.digest),
    ]
    mapping["parts"] = tombstone.parts == 1 ? nil : .integer(tombstone.parts)
    mapping["bad"] = tombstone.bad.map(Value.string)
    return .mapping(mapping)
  }

  private static func value(of past: PastVersion) -> Value {
    var mapping: Mapping = [
      "version": .string(past.version.text), "ended": .string(past.ending.rawValue),
    ]
    mapping["reason"] = past.reason.map(Value.string)
    return .mapping(past.original.map { UnknownFields.taking($0, knownOfPast, into: mapping) } ?? mapping)
  }

  private static let knownOfPast = ["version", "ended", "reason"]

  private static func value(of pin: Pin) -> Value {
    var mapping: Mapping = ["version": .string(pin.version.text)]
    mapping["reason"] = pin.reason.map(Value.string)
    return .mapping(mapping)
  }

  private static func value(of canary: Canary) -> Value {
    var mapping: Mapping = [
      "version": .string(canary.version.text), "weight": .integer(canary.weight),
      "via": .string(canary.route.name),
    ]
    if case .gateway(let gateway) = canary.route {
      mapping["gateway"] = .string("\(gateway.namespace)/\(gateway.name)")
      mapping["hostname"] = .string(gateway.hostname)
    }
    return .mapping(mapping)
  }

  /// - Parameters:
  ///   - digest: of the derived files, where it does not stand in the body.
  ///   - workflow: whose lock it is.
  /// - Throws: for every key of a wrong type, which would be taken for another state.
  package static func release(
    from root: Element, derived digest: String?, of workflow: String
  ) throws(LockProblem) -> Release {
    guard case .mapping = root.content else { throw problem(root, "is \(root.kind); expected a mapping") }
    guard let field = root.member("workflow")?.value else { throw problem(root, "`workflow` is missing") }
    // It names a folder that is written to, so it is not taken from a lock.
    let name = try text(field, of: "workflow")
    guard name.hasSameBytes(as: workflow) else {
      throw problem(field, "`workflow` is `\(name)`, and the folder has another name")
    }
    var release = Release(workflow: workflow)
    release.source = try optionalText("source", in: root)
    release.renamedFrom = try optionalText("renamedFrom", in: root)
    release.live = try root.member("live").map { member throws(LockProblem) in
      try version("live", member.value)
    }
    release.pin = try root.member("pinned").map { member throws(LockProblem) in try pin(member.value) }
    release.canary = try root.member("canary").map { member throws(LockProblem) in try canary(member.value) }
    if let field = root.member("config")?.value {
      release.overlay = try overlayName(try text(field, of: "config"), field)
    }
    release.settings = try LockSettings.read(root.member("settings")?.value)
    release.flags = try texts("flags", in: root)
    release.networkPolicy = try root.member("networkPolicy").map { member throws(LockProblem) in
      try LockSettings.networkPolicy(member.value)
    }
    release.sidecars = try texts("sidecars", in: root)
    for item in try items("configs", in: root) {
      let name = try overlayName(try text("name", in: item), item)
      release.overlays.append(RetainedOverlay(name: name, fileDigest: try text("file", in: item)))
    }
    for item in try items("versions", in: root) {
      release.versions.append(
        RetainedVersion(
          version: try version(in: item), digest: try text("digest", in: item),
          fileDigest: try text("file", in: item), parts: try parts(in: item),
          bad: try optionalText("bad", in: item), fixes: try optionalVersion("fixes", in: item)))
    }
    release.tombstones = try tombstones("tombstones", in: root)
    for item in try items("history", in: root) { release.history.append(try past(item)) }
    let derived = if let digest { digest } else { try text("derived", in: root) }
    for item in try items("files", in: root) { try check(try text(item, of: "files"), item) }
    release.derived = DerivedFiles(
      files: try texts("files", in: root), digest: derived,
      writer: try optionalText("tntc", in: root))
    for (key, version) in [
      ("live", release.live), ("pinned", release.pin?.version), ("canary", release.canary?.version),
    ] {
      if let version, release[version] == nil, let field = root.member(key)?.value {
        throw problem(field, "`\(key)` is \(version.text), which is not among `versions`")
      }
    }
    release.unknown = UnknownFields(root)
    return release
  }

  /// What a lock names is read, written and removed: it must not lead out of the workflow's folder.
  private static func check(_ name: String, _ element: Element) throws(LockProblem) {
    let isOther = name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") }
    guard name.isEmpty || name == "." || name == ".." || isOther else { return }
    throw problem(element, "`files` has `\(name)`, which is not a name of a file in the workflow's folder")
  }

  private static func overlayName(_ name: String, _ element: Element) throws(LockProblem) -> String {
    if ConfigOverlay.isName(name) { return name }
    throw problem(
      element, "`\(name)` is not a name of a config overlay; expected \(ConfigOverlay.digits) hex digits")
  }

  static func tombstones(_ key: String, in element: Element) throws(LockProblem) -> [Tombstone] {
    var tombstones: [Tombstone] = []
    for item in try items(key, in: element) {
      tombstones.append(
        Tombstone(
          version: try version(in: item), digest: try text("digest", in: item), parts: try parts(in: item),
          bad: try optionalText("bad", in: item)))
    }
    return tombstones
  }

  private static func parts(in element: Element) throws(LockProblem) -> Int {
    guard let field = element.member("parts")?.value else { return 1 }
    guard case .integer(let parts) = field.value, (1...mostParts).contains(parts) else {
      throw problem(field, "`parts` is \(shown(field)); expected a number from 1 to \(mostParts)")
    }
    return parts
  }

  /// Far more than a cluster accepts; a number from a file must not make names without end.
  private static let mostParts = 10_000

  private static func past(_ element: Element) throws(LockProblem) -> PastVersion {
    let text = try text("ended", in: element)
    guard let ending = PastVersion.Ending(rawValue: text) else {
      let known = PastVersion.Ending.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw problem(element, "`ended: \(text)` is not one of \(known)")
    }
    var original: Mapping?
    if case .mapping(let mapping) = element.value, mapping.keys.contains(where: { !knownOfPast.contains($0) })
    {
      original = mapping
    }
    return PastVersion(
      try version(in: element), ending, reason: try optionalText("reason", in: element), original: original)
  }

  private static func pin(_ element: Element) throws(LockProblem) -> Pin {
    Pin(try version(in: element), reason: try optionalText("reason", in: element))
  }

  private static func canary(_ element: Element) throws(LockProblem) -> Canary {
    guard let field = element.member("weight")?.value else { throw problem(element, "`weight` is missing") }
    guard case .integer(let weight) = field.value, (0...100).contains(weight) else {
      throw problem(field, "`weight` is \(shown(field)); expected a percentage from 0 to 100")
    }
    let name = try text("via", in: element)
    var gateway: Gateway?
    if let text = try optionalText("gateway", in: element) {
      gateway = Gateway(text, hostname: try Self.text("hostname", in: element))
      if gateway == nil {
        throw problem(
          element, "`gateway: \(text)` is not valid; expected `NAMESPACE/NAME`, and a DNS name as `hostname`")
      }
    }
    guard let route = CanaryRoute(name, gateway: gateway) else {
      throw problem(element, "`via: \(name)` is not a way to split traffic")
    }
    return Canary(try version(in: element), weight: weight, route: route)
  }

  private static func texts(_ key: String, in element: Element) throws(LockProblem) -> [String] {
    var texts: [String] = []
    for item in try items(key, in: element) { texts.append(try text(item, of: key)) }
    return texts
  }

  static func items(_ key: String, in element: Element) throws(LockProblem) -> [Element] {
    guard let field = element.member(key)?.value else { return [] }
    guard case .sequence(let items) = field.content else {
      throw problem(field, "`\(key)` is \(shown(field)); expected a list")
    }
    return items
  }

  static func text(_ key: String, in element: Element) throws(LockProblem) -> String {
    guard let text = try optionalText(key, in: element) else { throw problem(element, "`\(key)` is missing") }
    return text
  }

  private static func optionalText(_ key: String, in element: Element) throws(LockProblem) -> String? {
    guard case .mapping = element.content else {
      throw problem(element, "expected a mapping with `\(key)`, not \(shown(element))")
    }
    guard let field = element.member(key)?.value else { return nil }
    return try text(field, of: key)
  }

  static func text(_ element: Element, of key: String) throws(LockProblem) -> String {
    guard case .string(let text) = element.value else {
      throw problem(element, "`\(key)` is \(shown(element)); expected text")
    }
    return text
  }

  private static func version(in element: Element) throws(LockProblem) -> VersionNumber {
    guard let field = element.member("version")?.value else { throw problem(element, "`version` is missing") }
    return try version("version", field)
  }

  private static func optionalVersion(
    _ key: String, in element: Element
  ) throws(LockProblem) -> VersionNumber? {
    guard let field = element.member(key)?.value else { return nil }
    return try version(key, field)
  }

  private static func version(_ key: String, _ element: Element) throws(LockProblem) -> VersionNumber {
    let text = try text(element, of: key)
    do {
      return try VersionNumber(text)
    } catch {
      throw problem(element, "`\(key)`: \(error.reason)")
    }
  }

  /// An element in a message, with its text when it has one.
  static func shown(_ element: Element) -> String {
    if case .scalar(let scalar) = element.content, !element.isNull {
      "`\(scalar.text)`"
    } else {
      element.kind
    }
  }

  /// The body starts on the second line of the file.
  static func problem(_ element: Element, _ message: String) -> LockProblem {
    .unreadable(line: element.position.line + 1, message)
  }
}
