import ArgumentParser
import Delivery
import Terminal
import WorkflowModel
import YAML

struct ArgocdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "argocd",
    abstract: "Prints an ApplicationSet: one Application for each workflow of the tree.",
    discussion: """
      A new folder of the tree becomes an Application without a change here. Applications prune, heal themselves, \
      apply on the server side, and are refreshed only for commits to their own folder.
      """)

  @OptionGroup var git: GitOptions
  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: ProblemOptions

  @Option(help: ArgumentHelp("The name of the ApplicationSet.", valueName: "name"))
  var name = "workflows"

  @Option(help: ArgumentHelp("The namespace of the ApplicationSet and its Applications.", valueName: "name"))
  var namespace = "argocd"

  @Option(help: ArgumentHelp("The project of the Applications.", valueName: "name"))
  var project = "default"

  @Option(help: ArgumentHelp("The cluster that the workflows go to.", valueName: "address"))
  var server = "https://kubernetes.default.svc"

  func validate() throws {
    try GitOptions.check([("--name", name), ("--namespace", namespace)], NameRules.isDNSLabel)
    try GitOptions.check([("--project", project)], NameRules.isDNSSubdomain)
    let scheme = "https://"
    let authority = server.hasPrefix(scheme) ? server.dropFirst(scheme.count).prefix { $0 != "/" } : ""
    guard (try? NetworkAuthority(String(authority))) != nil, !server.contains("{{"),
      server.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
    else {
      throw ValidationError(
        "--server \(server): expected the address of an API server, like https://10.0.0.1:6443")
    }
  }

  func run() throws {
    let report = output.problems.reportBesideOutput
    try reportingErrors(by: report) {
      let delivery = ArgoDelivery(
        try git.source(report), ControllerObject(name, in: namespace), project: project, server: server,
        targetNamespace: git.targetNamespace)
      let trees = try DeliveredTrees(tree, git, report).trees
      Console.data(try Emitter.emit(trees.map { try delivery.applicationSet(for: $0) }))
    }
  }
}
