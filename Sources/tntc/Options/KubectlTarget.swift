import ArgumentParser
import Diagnostics

/// Which cluster, and where in it.
struct KubectlTarget: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With --cluster: the context of kubectl (default: that of the environment).", valueName: "name"))
  var context: String?

  @Option(
    name: [.customShort("n"), .customLong("cluster-namespace")],
    help: ArgumentHelp("With --cluster: the namespace, if the tree names none.", valueName: "name"))
  var namespace: String?

  var isGiven: Bool { context != nil || namespace != nil }

  /// - Parameter inTree: the namespace that the tree names.
  /// - Throws: when `-n` names one as well: nobody means to look for the tree's objects where they are not.
  func refuseNamespace(beside inTree: String?) throws(InvalidInput) {
    guard let inTree, let namespace else { return }
    throw InvalidInput(
      path: "-n \(namespace)",
      "the tree names the namespace `\(inTree)`; remove `-n`, which is for trees that name none")
  }

  /// Options of kubectl.
  ///
  /// - Parameters:
  ///   - inTree: the namespace that the tree names.
  ///   - ofEnvironment: the context that its environment names.
  func arguments(namespace inTree: String?, context ofEnvironment: String?) -> [String] {
    ((context ?? ofEnvironment).map { ["--context", $0] } ?? [])
      + ((inTree ?? namespace).map { ["--namespace", $0] } ?? [])
  }
}
