import Comparison
import Diagnostics
import Files
import Terminal
import YAML

extension ClusterStatus {
  /// Of each object its state, its name, and what there is to say of it.
  private var lines: [[String]] {
    if silence != nil { return [] }
    return rows.flatMap(\.lines) + extra.map { ["  extra", $0, "not in the tree"] } + health.rows
  }

  /// What runs, and of the lines those of which somebody has to do something.
  func shortText(_ title: String) -> StyledText {
    let head: StyledText = "\(title, .strong): \(summary, style)"
    if silence != nil { return "\(head)\n\(unanswered)" }
    let running = health.running.isEmpty ? "nothing runs" : "runs \(health.running.joined(separator: ", "))"
    let troubles = lines.filter {
      !["  in sync", "  ready", "  succeeded", "  running", "  theirs"].contains($0[0])
    }
    return "\(head); \(running)\n\(Self.table(troubles))\(notes.text)\(unanswered)"
  }

  private static func table(_ lines: [[String]]) -> StyledText {
    TextTable.plain(
      lines.map { line in [.init(line[0], style(of: line[0]))] + line.dropFirst().map { .init($0) } })
  }

  /// - Parameter state: indented, as the lines have it.
  private static func style(of state: String) -> Style? {
    switch state {
    case "  in sync", "  ready", "  succeeded": .good
    case "  running", "  theirs", "  terminating", "  ended": nil
    case "  missing", "  stuck", "  failed", "  unanswered": .error
    default: .warning
    }
  }

  /// In one line, how far it is.
  var progress: String {
    if let silence { return "\(silence.path): \(silence.message)" }
    let differing = rows.filter { $0.word != "in sync" }.map(\.object) + extra
    let rollouts = health.rollouts.filter { !$0.isFinished }.map {
      "deployment/\($0.deployment) \($0.word): \($0.summary)"
    }
    let parts =
      (differing.isEmpty ? [] : ["differs from the tree: \(differing.joined(separator: ", "))"]) + rollouts
    return parts.isEmpty
      ? "has arrived\(health.word.map { ", \($0)" } ?? "")" : parts.joined(separator: "; ")
  }

  var text: StyledText {
    "cluster: \(summary, style)\n\(Self.table(lines))\(notes.text)\(unanswered)"
  }

  private var style: Style {
    if silence != nil { return .error }
    return isInSync && isWhole && health.word == nil ? .good : .warning
  }

  /// In a few words.
  var summary: String {
    if silence != nil { return "no answer" }
    return (!isInSync ? "differs" : isWhole ? "in sync" : "not known") + (health.word.map { ", \($0)" } ?? "")
  }

  /// In a list: how it stands, and which versions run.
  var cells: [TextTable.Cell] {
    let running = health.running.isEmpty ? "nothing" : health.running.joined(separator: ", ")
    return [.init(summary, style), .init(silence == nil ? running : "-")]
  }

  /// What the answer does not tell.
  private var unanswered: String {
    if let silence { return "  \(FindingText.oneLine("\(silence.path): \(silence.message)"))\n" }
    return unknown.map { "  The cluster does not know the kind \($0), so it has no such object.\n" }
      .joined()
      + forbidden.map { refusal in
        "  Not known: this user may not read the kind "
          + "\(refusal.kind)\(refusal.namespace.map { " in the namespace \($0)" } ?? "").\n"
      }.joined()
  }

  var value: Value {
    var value: Mapping = [
      "inSync": .bool(isInSync), "hasOldSelector": .bool(takeover != nil),
      "replacement": .sequence(notes.calls.map(Value.string)),
      "objects": .sequence(rows.map(\.value)),
      "extra": .sequence(extra.map(Value.string)),
      "unknownKinds": .sequence(unknown.map(Value.string)),
      "forbidden": .sequence(
        forbidden.map {
          ["kind": .string($0.kind), "namespace": $0.namespace.map(Value.string) ?? .null]
        }),
    ]
    for (key, member) in health.members { value[key] = member }
    if let silence {
      value["arrived"] = false
      value["silence"] = .string("\(silence.path): \(silence.message)")
    }
    return .mapping(value)
  }
}
