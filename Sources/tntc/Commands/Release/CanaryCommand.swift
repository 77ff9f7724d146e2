import ArgumentParser
import Releases
import Rendering
import WorkflowModel

struct CanaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "canary",
    abstract: "Runs a version beside the live one, with a share of the traffic.",
    discussion: """
      --via replicas splits by the numbers of pods behind one Service; --via gateway makes an HTTPRoute with \
      exact weights, which is there only while the canary is. A weight of 0 is blue/green: the version runs and \
      gets no traffic. Cron jobs always go to the live version. Finish with `tntc promote NAME`, or give up with \
      --abort.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(name: .customLong("version"), help: ArgumentHelp("The version to try.", valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("Its share of the traffic in percent, 0 to 100.", valueName: "percent"))
  var weight: Int?

  @Option(help: "How traffic is split: replicas or gateway.")
  var via: TrafficSplit = .replicas

  @Option(help: ArgumentHelp("The Gateway of the route.", valueName: "namespace/name"))
  var gateway: String?

  @Option(help: ArgumentHelp("The host that the route answers for.", valueName: "name"))
  var hostname: String?

  @OptionGroup var acceptance: AcceptanceFlags

  @Flag(help: "Take the canary away.")
  var abort = false

  func validate() throws {
    if abort {
      guard number == nil, weight == nil, gateway == nil, hostname == nil else {
        throw ValidationError("--abort goes alone")
      }
      return
    }
    guard number != nil, let weight else {
      throw ValidationError("expected --version and --weight, or --abort")
    }
    try change.selection.requireSingle(for: "a canary")
    guard (0...100).contains(weight) else {
      throw ValidationError("--weight \(weight): expected a percentage from 0 to 100")
    }
    _ = try route()
  }

  private func route() throws -> CanaryRoute {
    switch via {
    case .replicas:
      guard gateway == nil, hostname == nil else {
        throw ValidationError("--gateway and --hostname belong to `--via gateway`")
      }
      return .replicas
    case .gateway:
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
    guard !abort, let number, let weight else { return try change.apply(.canaryAborted) }
    try change.apply(
      .canaryStarted(Canary(number, weight: weight, route: try route())),
      Consent(acceptsBad: acceptance.acceptBad))
  }
}

enum TrafficSplit: String, ExpressibleByArgument, CaseIterable {
  case replicas
  case gateway
}
