import ArgumentParser

struct GitopsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gitops",
    abstract: "Prints what Argo CD or Flux needs to deliver a tree.",
    discussion: """
      Nothing is applied and nothing is written: send the output to a file in the repository that sets up the \
      controller. With environments each tree gets objects of its own, with its environment in their names.
      """,
    subcommands: [ArgocdCommand.self, FluxCommand.self])
}
