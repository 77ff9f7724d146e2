import Diagnostics
import YAML

/// Rules between the keys of a dependency.
extension DependencyKeys {
  static func check(_ dependency: Dependency, _ draft: Draft, _ findings: inout Findings) {
    checkHost(dependency, draft, &findings)
    checkRange(dependency, draft, &findings)
    checkSecret(dependency, draft, &findings)
    if dependency.isDynamic {
      for (key, field) in [("host", draft.host), ("port", draft.port)] {
        guard let field else { continue }
        findings.notice(
          field.position,
          "`\(key)` has no effect for a dynamic target; `cidr` and `dynPorts` describe it")
      }
    }
    let form = dependency.form
    if !dependency.isDynamic, !form.isKnown, dependency.missing.isEmpty {
      let known = DependencyProtocol.known.map { "`\($0.name)`" }.joined(separator: ", ")
      findings.notice(
        dependency.position,
        "the protocol `\(form.name)` of `\(dependency.name)` is unknown; expected one of \(known)")
    }
  }

  private static func checkHost(_ dependency: Dependency, _ draft: Draft, _ findings: inout Findings) {
    var hasPort = false
    if let field = draft.port {
      guard case .integer(let number) = field.value, (1...65_535).contains(number) else {
        findings.error(field.position, "`port` has to be a whole number from 1 to 65535")
        return
      }
      hasPort = true
    }
    guard let field = draft.host else { return }
    // In workflow.yaml an empty one is one that is missing.
    if !draft.isFilling, field.value == .string("") { return }
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
        field.position, "with `port`, `host` has to be one host without a port")
      return
    }
    if case .serviceOrOutside(let namespace) = HostPlace(host.name) {
      findings.notice(
        field.position,
        "`\(host.name)` may be a Service in the namespace `\(namespace)` or a host outside, as `.\(namespace)` is a "
          + "top-level domain; a network policy allows both; write `\(host.name).svc` for the Service alone"
      )
    }
  }

  /// No node reaches where clouds answer with credentials.
  private static func checkRange(_ dependency: Dependency, _ draft: Draft, _ findings: inout Findings) {
    guard dependency.isDynamic || draft.isFilling, let written = draft.range, let range = written.product,
      let closed = IPRange.metadata.first(where: { $0.contains(range) })
    else { return }
    findings.error(
      written.position,
      "`\(written.text)` is within \(closed.text), the metadata addresses of clouds, which hand out credentials and "
        + "are closed for every node; name other addresses")
  }

  private static func checkSecret(_ dependency: Dependency, _ draft: Draft, _ findings: inout Findings) {
    if let auth = draft.auth {
      guard case .mapping(let members) = auth.content, let scope = FieldScope(open: auth, owner: "`auth`")
      else {
        findings.error(auth.position, "`auth` is \(auth.kind); expected a mapping with `type`, `secret`")
        return
      }
      authKeys.tellOfOthers(in: members, of: "`auth`", &findings)
      var unused = Mapping()
      authKeys.read(scope, into: &unused, &findings)
      if let second = draft.secret, let first = scope.field("secret") {
        findings.error(
          second.position,
          "`secret` repeats `auth.secret` of line \(first.position.line); remove one")
      }
    }
    guard let secret = draft.secretField else { return }
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
