import Settings
import WorkflowModel
import YAML

/// What a network policy cannot say: which hosts are meant by its addresses, and who asks for them.
struct EgressAnnotation {
  private static let key = "tentacular.dev/egress"
  /// What a person reads, far below the limit of all annotations of an object, which those of the settings share.
  private static let mostBytes = 8192

  let annotations: Mapping

  /// - Parameter others: annotations that the object has already.
  init(_ reach: NetworkReach, beside others: Mapping) {
    var seen: Set<String> = []
    let lines = reach.targets.filter { $0.place != .loopback }.map(\.explanation).filter {
      seen.insert($0).inserted
    }
    let used = others.reduce(0) { $0 + $1.key.utf8.count + ($1.value.text?.utf8.count ?? 0) }
    let text = Self.text(
      lines, atMost: min(Self.mostBytes, AnnotationLimit.bytes - used - AnnotationLimit.own))
    guard !text.isEmpty else {
      annotations = Mapping()
      return
    }
    var annotations: Mapping = [Self.key: .string(text)]
    // A reason may hold what Flux would substitute.
    if text.contains("${") { annotations["kustomize.toolkit.fluxcd.io/substitute"] = "disabled" }
    self.annotations = annotations
  }

  private static func text(_ lines: [String], atMost limit: Int) -> String {
    var text = ""
    for (position, line) in lines.enumerated() {
      let rest = "… and \(lines.count - position) more\n"
      if text.utf8.count + line.utf8.count + 1 + rest.utf8.count > limit {
        return text.utf8.count + rest.utf8.count > limit ? text : text + rest
      }
      text += "\(line)\n"
    }
    return text
  }
}
