import CoreMetrics
import Engine
import Foundation
import TestSupport
import Testing

/// What Prometheus is told, judged by the parser of its own client library.
@Suite(.needs(.python))
struct MetricsTests {
  private static let judge = """
    import sys
    from prometheus_client.parser import text_string_to_metric_families
    for family in text_string_to_metric_families(sys.stdin.buffer.read().decode()):
        for sample in family.samples:
            labels = ",".join(f"{k}={v!r}" for k, v in sorted(sample.labels.items()))
            print(family.type, sample.name, labels, float(sample.value), family.documentation, sep="|")
    """

  private func judged(_ text: String) throws -> [String] {
    let outcome = try Tool.python.run(["-c", Self.judge], input: Array(text.utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
    return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("Names, labels of any text, numbers of any size, and what each metric is")
  func exposition() throws {
    let registry = PrometheusRegistry(help: ["a_total": "What a counts.", "h_seconds": "How long."])
    let hostile = "q\"uote\\back\nline\r\né}"
    registry.makeCounter(label: "a_total", dimensions: [("l", hostile)]).increment(by: 3)
    registry.makeCounter(label: "a_total", dimensions: [("l", "other")]).increment(by: 1)
    for (name, number) in [
      ("one", 1.5), ("nan", Double.nan), ("up", .infinity), ("down", -.infinity), ("big", 1e300),
    ] {
      registry.makeMeter(label: "g_\(name)", dimensions: []).set(number)
    }
    registry.makeTimer(label: "h_seconds", dimensions: [("n", "x")]).recordNanoseconds(3_000_000)
    let lines = try judged(registry.exposition)
    #expect(
      lines.prefix(7) == [
        #"counter|a_total|l='q"uote\\back\nline\r\né}'|3.0|What a counts."#,
        "counter|a_total|l='other'|1.0|What a counts.",
        "gauge|g_one||1.5|", "gauge|g_nan||nan|", "gauge|g_up||inf|", "gauge|g_down||-inf|",
        "gauge|g_big||1e+300|",
      ])
    #expect(lines.contains("histogram|h_seconds_bucket|le='0.0025',n='x'|0.0|How long."))
    #expect(lines.contains("histogram|h_seconds_bucket|le='0.005',n='x'|1.0|How long."))
    #expect(lines.contains("histogram|h_seconds_bucket|le='+Inf',n='x'|1.0|How long."))
    #expect(lines.contains("histogram|h_seconds_sum|n='x'|0.003|How long."))
    #expect(lines.contains("histogram|h_seconds_count|n='x'|1.0|How long."))
  }

  @Test("All that a running engine tells can be parsed, and says what it is", .needs(.deno))
  func running() async throws {
    try await RunningEngine.with(SampleWorkflow(nodes: ["a": "return 1;"])) { (engine, _) async throws in
      _ = try await engine.run()
      let lines = try judged(try await engine.get("/metrics").body)
      #expect(
        lines.contains { $0.hasPrefix("gauge|tentacular_build_info|version='") && $0.contains("|1.0|") })
      #expect(
        lines.contains(
          "counter|tentacular_log_lines_dropped_total||0.0|Lines of the engine's log that were not read in time."
        ))
      #expect(lines.contains("counter|tentacular_runs_total|workflow='sample'|1.0|Runs that were started."))
      for line in lines { #expect(!line.hasSuffix("|"), "\(line)") }
    }
  }
}
