package import CoreMetrics
import Synchronization

/// Keeps metrics, and writes them in the text format of Prometheus (version 0.0.4).
package final class PrometheusRegistry: MetricsFactory {
  private let series = Mutex<[Series]>([])
  /// What each metric counts, by name.
  private let help: [String: String]

  /// One time series: a metric with its labels.
  struct Series: Sendable {
    let name: String
    let labels: String
    let metric: any PrometheusMetric
  }

  package init(help: [String: String] = [:]) { self.help = help }

  private func add<Metric: PrometheusMetric>(
    _ name: String, _ dimensions: [(String, String)], _ make: () -> Metric
  ) -> Metric {
    let labels = dimensions.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    return series.withLock { series in
      if let known = series.first(where: { $0.name == name && $0.labels == labels })?.metric as? Metric {
        return known
      }
      let metric = make()
      series.append(Series(name: name, labels: labels, metric: metric))
      return metric
    }
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    add(label, dimensions) { PrometheusCounter() }
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    add(label, dimensions) { PrometheusFloatCounter() }
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    add(label, dimensions) { PrometheusGauge() }
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    aggregate
      ? add(label, dimensions) { PrometheusHistogram() } : add(label, dimensions) { PrometheusGauge() }
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    add(label, dimensions) { PrometheusHistogram() }
  }

  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// Everything, the series of a metric together, in the order in which they were made.
  package var exposition: String {
    let all = series.withLock(\.self)
    var names: [String] = []
    for name in all.map(\.name) where !names.contains(name) { names.append(name) }
    var text = ""
    for name in names {
      let group = all.filter { $0.name == name }
      if let help = help[name] { text += "# HELP \(name) \(help)\n" }
      text += "# TYPE \(name) \(group.first?.metric.kind ?? "untyped")\n"
      for one in group { one.metric.write(one.name, one.labels, to: &text) }
    }
    return text
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value.unicodeScalars {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }
}
