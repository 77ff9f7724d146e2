import Terminal
import YAML

/// A workflow that no tree has, and of which a cluster has objects that tntc made.
struct LeftWorkflow: Sendable {
  let environment: String?
  let name: String
  let cluster: ClusterStatus

  /// The cells of a list, except for those of the environment and the cluster.
  func cells(hasAges: Bool) -> [TextTable.Cell] {
    [.init(name), .init("removed", .warning)] + Array(repeating: .init("-"), count: hasAges ? 7 : 6)
  }

  /// What there is of it, and how it goes away.
  var note: String {
    "\(name)\(environment.map { " in \($0)" } ?? ""): no tree has it, but the cluster has "
      + "\(cluster.extra.joined(separator: ", "))\n"
  }

  var value: Value {
    var object = Mapping()
    object["environment"] = environment.map(Value.string)
    object["workflow"] = .string(name)
    object["folder"] = .null
    object["live"] = .null
    object["cluster"] = cluster.value
    return .mapping(object)
  }
}
