import Comparison
import Diagnostics
import YAML

/// What keeps a pod, in words.
enum ObstacleText {
  /// How much of a message of kubelets and schedulers a line shows; JSON has all of it.
  private static let shown = 160

  static func text(_ obstacle: Obstacle) -> String {
    switch obstacle {
    case .refused(let message):
      "no pod can be created\(said(message ?? "`kubectl describe` says why"))"
    case .unscheduled(let message): "no node can run it\(said(message))"
    case .waiting(let wait):
      ([wait.container, "waits:", wait.reason].joined(separator: " ")) + restarts(wait.restarts, wait.exit)
        // That of a container that is started again says no more than its name.
        + (wait.reason == "CrashLoopBackOff" ? "" : said(wait.message, after: " – "))
    case .restarting(let container, let restarts, let exit):
      "\(container) ends repeatedly\(Self.restarts(restarts, exit))"
    case .absent(let name): "mounts configmap/\(name), which is not there"
    case .otherContent(let name):
      "mounts configmap/\(name), which has other files than the tree: their digest is not the one that the engine expects"
    case .ended(let reason, let message): "\(reason)\(said(message))"
    case .deadline(let message): "no progress in time\(said(message))"
    case .held: "its Job is suspended (spec.suspend)"
    }
  }

  static func exit(_ exit: ContainerExit) -> String {
    "exit code \(exit.code)\(exit.reason.map { " (\($0))" } ?? "")"
  }

  private static func restarts(_ count: Int, _ exit: ContainerExit?) -> String {
    (count == 0 ? "" : ", \(Counted.text(count, "restart"))") + (exit.map { ", last \(Self.exit($0))" } ?? "")
  }

  private static func said(_ message: String?, after separator: String = ": ") -> String {
    guard let message, !message.isEmpty else { return "" }
    // It goes on after it.
    let text = message.hasSuffix(".") ? message.dropLast() : message[...]
    return separator + (text.count > shown ? "\(text.prefix(shown))…" : text)
  }

  static func value(_ obstacle: Obstacle) -> Value {
    func with(_ kind: String, _ rest: Mapping) -> Value {
      var value: Mapping = ["kind": .string(kind)]
      for (key, member) in rest { value[key] = member }
      return .mapping(value)
    }
    func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
    return switch obstacle {
    case .refused(let message): with("refused", ["message": text(message)])
    case .unscheduled(let message): with("unschedulable", ["message": text(message)])
    case .waiting(let wait):
      with(
        "waiting",
        [
          "container": .string(wait.container), "reason": .string(wait.reason), "message": text(wait.message),
          "restarts": .integer(wait.restarts), "lastExit": value(wait.exit),
        ])
    case .restarting(let container, let restarts, let exit):
      with(
        "restarting",
        ["container": .string(container), "restarts": .integer(restarts), "lastExit": value(exit)])
    case .absent(let name): with("configMapMissing", ["configMap": .string(name)])
    case .otherContent(let name): with("otherContent", ["configMap": .string(name)])
    case .ended(let reason, let message):
      with("ended", ["reason": .string(reason), "message": text(message)])
    case .deadline(let message): with("deadline", ["message": text(message)])
    case .held: with("held", [:])
    }
  }

  static func value(_ exit: ContainerExit?) -> Value {
    guard let exit else { return .null }
    return ["code": .integer(exit.code), "reason": exit.reason.map(Value.string) ?? .null]
  }
}
