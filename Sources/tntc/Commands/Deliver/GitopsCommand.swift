import ArgumentParser

struct GitopsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gitops",
    abstract: "Prints the objects with which Argo CD or Flux delivers a tree.",
    discussion: """
      Nothing is applied and nothing is written: save the output in the repository that configures the controller. \
      With environments, each tree gets objects of its own, with the environment in their names.
      """,
    subcommands: [ArgocdCommand.self, FluxCommand.self])
}
