import Diagnostics
package import YAML

/// Reads `config:`, an open mapping of which the engine itself obeys two keys.
package enum ConfigReader {
  /// The keys that the engine itself obeys; every other one is the nodes'.
  package static let engineKeys = ["timeout", "retries"]
  static let mostRetries = 1_000_000

  static func read(_ scope: FieldScope, _ findings: inout Findings) -> Config {
    var timeout = Config.defaultTimeoutMilliseconds
    var retries = Config.defaultRetries
    if let config = scope.field("config") { check(config, timeout: &timeout, retries: &retries, &findings) }
    return Config(timeoutMilliseconds: timeout, retries: retries)
  }

  /// Checks what is to be laid over the config of a workflow; null takes a key of it away.
  package static func check(overlay config: Element, _ findings: inout Findings) {
    var (timeout, retries) = (0, 0)
    check(config, timeout: &timeout, retries: &retries, &findings)
  }

  private static func check(
    _ config: Element, timeout: inout Int, retries: inout Int, _ findings: inout Findings
  ) {
    guard case .mapping = config.content else {
      findings.error(config.position, "`config` is \(config.kind); expected a mapping")
      return
    }
    findings.warn(ofHazardsIn: config)
    if let field = config.member("timeout")?.value, !field.isNull {
      read(timeout: field, into: &timeout, &findings)
    }
    if let field = config.member("retries")?.value, !field.isNull {
      read(retries: field, into: &retries, &findings)
    }
  }

  /// What the engine obeys with an overlay, which was checked, over what it obeys without. Null takes a key away, and
  /// with it what the workflow says: the default holds (RFC 7396).
  static func read(_ overlay: Mapping, over config: Config) -> Config {
    let timeout: Int? =
      switch overlay["timeout"] {
      case .null?: Config.defaultTimeoutMilliseconds
      case let value?: value.text.flatMap { try? DurationText($0).milliseconds }
      case nil: nil
      }
    let retries: Int? =
      switch overlay["retries"] {
      case .null?: Config.defaultRetries
      case .integer(let count)?: count
      default: nil
      }
    return Config(
      timeoutMilliseconds: timeout ?? config.timeoutMilliseconds, retries: retries ?? config.retries)
  }

  private static func read(timeout field: Element, into result: inout Int, _ findings: inout Findings) {
    guard case .scalar(let scalar) = field.content else {
      findings.error(field.position, "`timeout` is \(field.kind); expected a duration like `30s`")
      return
    }
    do {
      result = try DurationText(scalar.text).milliseconds
    } catch {
      findings.error(field.position, error.reason)
    }
  }

  private static func read(retries field: Element, into result: inout Int, _ findings: inout Findings) {
    guard case .scalar(let scalar) = field.content, case .integer(let count) = scalar.resolved,
      (0...mostRetries).contains(count)
    else {
      findings.error(field.position, "`retries` has to be a whole number from 0 to \(mostRetries)")
      return
    }
    result = count
  }
}
