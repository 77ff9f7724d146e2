import ArgumentParser
import Bytes
import Diagnostics
import Files
import Processes
import Terminal

/// For commands that hand over to kubectl.
struct KubectlOptions: ParsableArguments {
  @Flag(help: "Use a cluster, through kubectl.")
  var cluster = false

  @OptionGroup var target: KubectlTarget

  @Flag(help: "With --cluster: print the call of kubectl, and do nothing.")
  var print = false

  func validate() throws {
    if !cluster, target.isGiven || print {
      throw ValidationError("--context, -n and --print go with --cluster")
    }
  }

  /// Becomes kubectl, or prints the call as a shell takes it.
  ///
  /// - Parameters:
  ///   - inTree: the namespace that the tree names.
  ///   - ofEnvironment: the context that its environment names.
  ///   - rest: after the options that belong to kubectl.
  func exec(
    _ verb: String, namespace inTree: String?, context ofEnvironment: String?, _ rest: [String]
  ) throws {
    try target.refuseNamespace(beside: inTree)
    let arguments = [verb] + target.arguments(namespace: inTree, context: ofEnvironment) + rest
    if print {
      return Console.output((["kubectl"] + arguments).map(ShellWord.quoted).joined(separator: " ") + "\n")
    }
    throw FileError("run", "kubectl", .said(Replacement.exec("kubectl", arguments).message))
  }
}
