import Diagnostics
package import YAML

/// Reads `config:`, an open mapping of which the engine itself obeys some keys.
package enum ConfigReader {
  /// One of these keys: in workflow.yaml, and in what an environment lays over it.
  private struct EngineKey: Sendable {
    let row: KeyRow<Config>
    /// Takes a value that was checked where it came in, or null, with which the default holds (RFC 7396).
    let lay: @Sendable (Value, inout Config) -> Void
  }

  private static let all: [EngineKey] = [timeout, retries]
  private static let table = KeyTable(all.map(\.row))

  private static let timeout = EngineKey(
    row: .text(
      "timeout", "The longest time for an attempt of a node, like `30s` or `2m`; at most 24h.",
      expected: "a duration like `30s`", form: DurationText.form
    ) { written, config, _ in
      if let duration = written.product { config.timeoutMilliseconds = duration.milliseconds }
    }
  ) { value, config in
    if case .null = value {
      config.timeoutMilliseconds = Config.defaultTimeoutMilliseconds
    } else if let text = value.text, let duration = try? DurationText(text) {
      config.timeoutMilliseconds = duration.milliseconds
    }
  }

  private static let retries = EngineKey(
    row: .integer("retries", "How often a failed node is tried again.", in: 0...1_000_000) { count, config in
      if let count { config.retries = count }
    }
  ) { value, config in
    if case .null = value {
      config.retries = Config.defaultRetries
    } else if case .integer(let count) = value {
      config.retries = count
    }
  }

  static let row = KeyRow<WorkflowKeys.Draft>.mapping(
    "config", "Values for the nodes (`ctx.config`); `timeout` and `retries` are for the engine.",
    about: .config, schema: ["properties": .mapping(table.properties)]
  ) { _, element, draft, findings in
    read(element, into: &draft.config, &findings)
  }

  /// Checks what is to be laid over the config of a workflow; null takes a key of it away.
  package static func check(overlay config: Element, _ findings: inout Findings) {
    guard case .mapping = config.content else {
      findings.error(config.position, "`config` is \(config.kind); expected a mapping")
      return
    }
    var unused = Config.usual
    read(config, into: &unused, &findings)
  }

  private static func read(_ element: Element, into config: inout Config, _ findings: inout Findings) {
    guard let scope = FieldScope(open: element, owner: "`config`") else { return }
    findings.warn(ofHazardsIn: element)
    table.read(scope, into: &config, &findings)
  }

  /// What the engine obeys with an overlay, which was checked, over what it obeys without.
  static func read(_ overlay: Mapping, over config: Config) -> Config {
    var config = config
    for key in all {
      if let value = overlay[key.row.key] { key.lay(value, &config) }
    }
    return config
  }
}
