import CoreMetrics
import Synchronization

/// A time series that can be written.
protocol PrometheusMetric: AnyObject, Sendable {
  var kind: String { get }
  func write(_ name: String, _ labels: String, to text: inout String)
}

private func line(_ name: String, _ labels: String, _ value: String) -> String {
  labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
}

final class PrometheusCounter: CounterHandler, PrometheusMetric {
  private let count = Atomic<Int64>(0)

  var kind: String { "counter" }

  func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }

  func write(_ name: String, _ labels: String, to text: inout String) {
    text += line(name, labels, String(count.load(ordering: .relaxed)))
  }
}

/// A counter of seconds.
final class PrometheusFloatCounter: FloatingPointCounterHandler, PrometheusMetric {
  private let sum = Mutex(0.0)

  var kind: String { "counter" }

  func increment(by amount: Double) { sum.withLock { $0 += max(0, amount) } }
  func reset() { sum.withLock { $0 = 0 } }

  func write(_ name: String, _ labels: String, to text: inout String) {
    text += line(name, labels, PrometheusNumber.text(sum.withLock(\.self)))
  }
}

final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusMetric {
  private let value = Mutex(0.0)

  var kind: String { "gauge" }

  func set(_ new: Int64) { set(Double(new)) }
  func set(_ new: Double) { value.withLock { $0 = new } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ new: Int64) { set(new) }
  func record(_ new: Double) { set(new) }

  func write(_ name: String, _ labels: String, to text: inout String) {
    text += line(name, labels, PrometheusNumber.text(value.withLock(\.self)))
  }
}

/// A histogram of seconds.
final class PrometheusHistogram: TimerHandler, RecorderHandler, PrometheusMetric {
  /// Upper bounds in seconds: from what no-op nodes take to the longest runs.
  private static let bounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800,
  ]

  private struct Counts {
    /// By bucket; the last is for everything above the last bound.
    var buckets = Array(repeating: 0, count: PrometheusHistogram.bounds.count + 1)
    var sum = 0.0
  }

  private let counts = Mutex(Counts())

  var kind: String { "histogram" }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
    counts.withLock { counts in
      counts.buckets[bucket] += 1
      counts.sum += value
    }
  }

  func write(_ name: String, _ labels: String, to text: inout String) {
    let counts = counts.withLock(\.self)
    let prefix = labels.isEmpty ? "" : "\(labels),"
    var total = 0
    for (bound, count) in zip(Self.bounds, counts.buckets) {
      total += count
      text += line("\(name)_bucket", "\(prefix)le=\"\(PrometheusNumber.text(bound))\"", String(total))
    }
    total += counts.buckets.last ?? 0
    text += line("\(name)_bucket", "\(prefix)le=\"+Inf\"", String(total))
    text += line("\(name)_sum", labels, PrometheusNumber.text(counts.sum))
    text += line("\(name)_count", labels, String(total))
  }
}

enum PrometheusNumber {
  /// Whole numbers without a point.
  static func text(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
    return number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : number.description
  }
}
