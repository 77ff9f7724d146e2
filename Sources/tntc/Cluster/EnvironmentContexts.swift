import Diagnostics
import Settings

/// The context of kubectl that leads to the cluster of each environment.
struct EnvironmentContexts {
  /// Of `--context`.
  private let given: String?
  private let named: [String: String]

  /// - Parameter environments: those that are asked for; nil is the only one there is.
  /// - Throws: `InvalidInput` when several are asked for and nothing says where one of them is: nobody means to
  ///   compare all of them with the cluster that happens to be the current one.
  init(
    _ environments: [String?], _ options: ClusterOptions, _ configuration: Configuration
  ) throws(InvalidInput) {
    given = options.target.context
    named = Dictionary(
      configuration.environments.compactMap { environment in
        environment.context.map { (environment.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    var asked: [String] = []
    for case let name? in environments where !asked.contains(name) { asked.append(name) }
    guard asked.count > 1, options.cluster else { return }
    for name in asked {
      guard let context = named[name] else {
        if given != nil { continue }
        throw InvalidInput(
          path: "--cluster",
          "there are several environments, and the cluster of `\(name)` is unknown; set `context:` of the "
            + "environment in \(ConfigurationFile.name), or name one environment with `--env`")
      }
      if let given, given != context {
        throw InvalidInput(
          path: "--context \(given)",
          "there are several environments, and `\(name)` is in the cluster of the context `\(context)`; name one with "
            + "`--env`, or leave `--context` out")
      }
    }
  }

  subscript(environment: String?) -> String? { given ?? environment.flatMap { named[$0] } }
}

extension JobFinder {
  /// The context of kubectl that an environment names; nil where it does not, and among several.
  func context(of environment: String?) throws(InvalidInput) -> String? {
    let found = try environments(environment)
    return found.count == 1 ? found[0]?.context : nil
  }
}
