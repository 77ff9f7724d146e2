package import Comparison
import Diagnostics
import WorkflowModel
import YAML

/// A field of a manifest in words.
package enum FieldText {
  /// Longer values are cut, except for those that a reviewer has to see whole.
  private static let longest = 160
  /// Fields that say what runs, and who is reached.
  private static let whole = [
    "image", "command", "args", "host", "hosts", "hostname", "hostnames", "fqdn", "matchName", "matchPattern",
    "cidr", "except", "toCIDR", "fromCIDR", "externalName", "externalIPs",
  ]

  static func line(_ field: FieldChange) -> String {
    let (from, to) = values(field)
    return "\(field.path.text): \(from) → \(to)"
  }

  /// Whether a value has room in a line.
  static func isShort(_ value: Value?) -> Bool { text(value).unicodeScalars.count <= longest }

  /// Both values. Those that are long and begin alike are shown from where they are not; what is cut says so.
  package static func values(_ field: FieldChange) -> (from: String, to: String) {
    var (from, to) = (text(field.from), text(field.to))
    // A text that looks like what is not text.
    if from == to {
      (from, to) = (field.from.map(JSON.compact) ?? from, field.to.map(JSON.compact) ?? to)
    }
    let isWhole = field.path.steps.contains { step in
      if case .key(let key) = step { whole.contains(where: key.hasSameBytes) } else { false }
    }
    if isWhole { return (from, to) }
    let (old, new) = (Array(from.unicodeScalars), Array(to.unicodeScalars))
    let same = zip(old, new).prefix { $0 == $1 }.count
    let start = max(old.count, new.count) > longest && same > longest / 2 ? same - lead : 0
    return (cut(old, from: start), cut(new, from: start))
  }

  /// What is shown before the first difference of long values.
  private static let lead = 20

  private static func text(_ value: Value?) -> String {
    guard let value else { return "not set" }
    return value.text.map { $0.isEmpty ? "\"\"" : $0 } ?? JSON.compact(value)
  }

  private static func cut(_ scalars: [Unicode.Scalar], from start: Int) -> String {
    var text = String.UnicodeScalarView(scalars.dropFirst(start).prefix(longest))
    if start > 0 { text.insert("…", at: text.startIndex) }
    let rest = scalars.count - start - longest
    if rest <= 0 { return String(text) }
    return "\(text)… (\(Counted.text(rest, "more character")); `tntc diff --format json` has all)"
  }
}

extension ObjectChange.Action {
  var mark: String {
    switch self {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    }
  }
}

extension SourceChange {
  /// `source 1.0 → 1.1`, `source of the canary 1.0 → 1.1`.
  var title: String { title(of: "source") }
  var packagesTitle: String { title(of: "packages") }

  private func title(of what: String) -> String {
    let place =
      switch role {
      case .live: ""
      case .canary: " of the canary"
      case .waiting: " that waits"
      }
    let versions = [from, to].map { $0?.text ?? "nothing" }
    switch relation {
    case .change: return "\(what)\(place) \(versions.joined(separator: " → "))"
    case .environments(let from, let to):
      return "\(what)\(place) (- \(from) \(versions[0]), + \(to) \(versions[1]))"
    }
  }
}

extension FileDelta {
  var action: ObjectChange.Action { old == nil ? .added : new == nil ? .removed : .changed }

  /// `nodes/a.ts (a), +3 -1`
  var summary: String {
    let names = nodes.isEmpty ? "" : " (\(PackageText.list(nodes)))"
    return "\(path)\(names), \(counts.map { "+\($0.added) -\($0.removed)" } ?? "binary")"
  }
}
