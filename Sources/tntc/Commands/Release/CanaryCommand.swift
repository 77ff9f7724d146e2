import ArgumentParser
import Releases
import Rendering
import WorkflowModel

struct CanaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "canary",
    abstract: "Runs a version beside the live one, with a share of the traffic.",
    discussion: """
      --via replicas splits traffic by the number of pods behind one Service. Both versions share the existing \
      replicas; with --surge the pods of the canary come on top, up to `canary: {maxReplicas: 10}` in the settings. \
      --via gateway makes an HTTPRoute with exact weights, for as long as the canary runs. A weight of 0 is \
      blue/green: the version runs, and only its own Service, NAME-canary, sends it traffic.

      --weight alone changes the weight of a running canary. --from brings the version from another environment. \
      Cron jobs always use the live version. To finish, run `tntc promote NAME`, which replaces the pods of the live \
      version, and then --end, which removes the canary. --abort gives the canary up.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp(
      "The version to try (default: the canary that runs, or the live version of --from).",
      valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("Its share of the traffic in percent, 0 to 100.", valueName: "percent"))
  var weight: Int?

  @Option(
    help: ArgumentHelp(
      "The environment that has the version; it goes to that of --env.", valueName: "environment"))
  var from: String?

  @Option(help: "How traffic is split (default: as now, else replicas).")
  var via: TrafficSplit?

  @Flag(help: "Add pods for the canary, instead of sharing the existing replicas.")
  var surge = false

  @Option(help: ArgumentHelp("The Gateway of the route.", valueName: "namespace/name"))
  var gateway: String?

  @Option(help: ArgumentHelp("The hostname of the route, like api.example.com.", valueName: "name"))
  var hostname: String?

  @OptionGroup var acceptance: AcceptanceFlags

  @Flag(help: "Give the canary up, and remove it.")
  var abort = false

  @Flag(help: "Remove a canary after it was promoted.")
  var end = false

  func validate() throws {
    if abort || end {
      guard abort != end, number == nil, weight == nil, from == nil, via == nil, !surge, gateway == nil,
        hostname == nil
      else {
        throw ValidationError("\(abort ? "--abort" : "--end") goes alone")
      }
      return
    }
    guard let weight else {
      throw ValidationError("expected --weight, and --version for another version; or --abort or --end")
    }
    if from != nil, change.tree.env == nil {
      throw ValidationError("--from needs --env with the environment that the version is brought to")
    }
    if from != nil, from == change.tree.env {
      throw ValidationError("--from and --env name the same environment")
    }
    try change.selection.requireSingle(for: "a canary")
    guard (0...100).contains(weight) else {
      throw ValidationError("--weight \(weight): expected a percentage from 0 to 100")
    }
    _ = try route()
  }

  /// Nil for that of the canary that runs.
  private func route() throws -> CanaryRoute? {
    switch via {
    case nil, .replicas?:
      guard gateway == nil, hostname == nil else {
        throw ValidationError("--gateway and --hostname belong to `--via gateway`")
      }
      return surge ? .surge : via.map { _ in .split }
    case .gateway?:
      if surge { throw ValidationError("--surge belongs to `--via replicas`") }
      guard let gateway, let hostname else {
        throw ValidationError("`--via gateway` needs --gateway NAMESPACE/NAME and --hostname NAME")
      }
      guard let named = Gateway(gateway, hostname: hostname) else {
        throw ValidationError(
          "expected `--gateway NAMESPACE/NAME` and a DNS name as `--hostname`, not `\(gateway)` and `\(hostname)`"
        )
      }
      return .gateway(named)
    }
  }

  func run() throws {
    guard let weight else { return try change.apply(end ? .canaryEnded : .canaryAborted) }
    let consent = Consent(acceptsBad: acceptance.acceptBad)
    guard let from, let environment = change.tree.env else {
      return try change.apply(.canaryStarted(number, weight: weight, route: try route()), consent)
    }
    try change.carry(
      number, from: from, to: environment, option: "--env", .canary(weight: weight, route: try route()),
      consent)
  }
}

enum TrafficSplit: String, ExpressibleByArgument, CaseIterable {
  case replicas
  case gateway
}
