import ArgumentParser

/// Which cluster, and where in it.
struct KubectlTarget: ParsableArguments {
  @Option(help: ArgumentHelp("With --cluster: the context of kubectl.", valueName: "name"))
  var context: String?

  @Option(
    name: [.customShort("n"), .customLong("cluster-namespace")],
    help: ArgumentHelp("With --cluster: the namespace, when the tree names none.", valueName: "name"))
  var namespace: String?

  var isGiven: Bool { context != nil || namespace != nil }

  /// Options of kubectl.
  ///
  /// - Parameter inTree: the namespace that the tree names.
  func arguments(namespace inTree: String?) -> [String] {
    (context.map { ["--context", $0] } ?? []) + ((inTree ?? namespace).map { ["--namespace", $0] } ?? [])
  }
}
