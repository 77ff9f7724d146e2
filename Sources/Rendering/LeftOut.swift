import Settings
import WorkflowModel
import YAML

/// What manifests of somebody's own templates do not have, and the engine or its nodes need.
enum LeftOut {
  /// - Parameter documents: all manifests, as the templates made them.
  /// - Returns: sentences.
  static func findings(
    _ documents: [Value], _ sidecars: [SidecarContainer], _ overlay: ConfigOverlay?
  ) -> [String] {
    var images: Set<ByteKey> = []
    var texts: [String] = []
    for document in documents { collect(document, key: "", &images, &texts) }
    let missing = sidecars.filter { !images.contains(ByteKey($0.imageName)) }.map { sidecar in
      "the templates make no container of the sidecar \(SidecarContainer.description(of: sidecar.imageName)); your "
        + "deployment.yaml has to make them of `sidecars`, as the built-in one does"
    }
    guard let overlay else { return missing }
    let needed = [
      (
        overlay.files.dependencies.map { _ in TemplateContext.dependenciesFile },
        "the templates do not give the engine the `dependencies` of the settings, so that nodes do not see them; "
          + "your deployment.yaml has to give it `--dependencies` with `engine.dependenciesFile`"
      ),
      (
        overlay.digest,
        "the templates do not tell the engine which config overlay it is to find; your deployment.yaml has to give it "
          + "`--expect-config-digest` with `config.digest`"
      ),
    ]
    return missing
      + needed.compactMap { text, problem in
        text.flatMap { text in
          texts.contains { $0.contains(text) } ? nil : "\(problem), as the built-in one does"
        }
      }
  }

  /// What runs although the settings suspend it.
  ///
  /// - Parameter context: what the templates saw.
  static func suspensions(_ documents: [Value], _ context: Mapping) -> [String] {
    func named(_ kind: String, _ name: Value?) -> [Value] {
      documents.filter { $0["kind"]?.text == kind && (name == nil || $0["metadata"]?["name"] == name) }
    }
    var sentences: [String] = []
    if case .sequence(let crons)? = context["crons"] {
      for cron in crons where cron["suspend"] == true {
        let isRunning = named("CronJob", cron["object"] ?? .null).contains { $0["spec"]?["suspend"] != true }
        if isRunning {
          sentences.append(
            "the templates make the CronJob `\(cron["object"]?.text ?? "")` without `suspend`, so that it fires though the "
              + "settings suspend it; your cronjob.yaml has to give it `cron.suspend`, as the built-in one does"
          )
        }
      }
    }
    let hasPods =
      context["suspended"] == true && named("Deployment", nil).contains { $0["spec"]?["replicas"] != 0 }
    return hasPods
      ? sentences + [
        "the templates make a Deployment with pods though the settings suspend the workflow; your deployment.yaml "
          + "has to set `replicas`, as the built-in one does"
      ] : sentences
  }

  /// Pods that are killed before their engine has ended its runs.
  static func graces(_ documents: [Value]) -> [String] {
    documents.compactMap { document in
      guard document["kind"] == "Deployment", let pod = document["spec"]?["template"]?["spec"],
        case .sequence(let containers)? = pod["containers"],
        let engine = containers.first(where: { $0["image"]?.text == EngineContract.imageName })
      else { return nil }
      let given: Int =
        if case .integer(let seconds)? = pod["terminationGracePeriodSeconds"] { seconds } else { usualGrace }
      let wanted = shutdownSeconds(engine) + EngineContract.drainDelaySeconds
      if given >= wanted { return nil }
      return
        "the templates give the pods of `\(document["metadata"]?["name"]?.text ?? "")` \(given)s to end, and their engine takes up "
        + "to \(wanted)s for it, so that its runs are killed in a rollout; your deployment.yaml has to give it "
        + "`--shutdown-grace` with `engine.shutdownGraceSeconds`, as the built-in one does"
    }
  }

  /// What the API server puts where a pod says nothing.
  private static let usualGrace = 30

  /// How long runs may go on by the engine's arguments; none for what is no duration, which the engine refuses.
  private static func shutdownSeconds(_ engine: Value) -> Int {
    guard case .sequence(let arguments)? = engine["args"],
      let option = arguments.firstIndex(of: "--shutdown-grace"), option + 1 < arguments.count
    else { return EngineContract.terminationGraceSeconds - EngineContract.graceBesideRuns }
    return (arguments[option + 1].text.flatMap { try? DurationText($0) }?.milliseconds ?? 0) / 1000
  }

  /// ConfigMaps of a version that no pod mounts, though it has several: the engine would find another digest.
  ///
  /// - Parameter versions: those that run.
  static func code(_ documents: [Value], _ versions: [(version: VersionNumber, code: VersionCode)])
    -> [String]
  {
    var images: Set<ByteKey> = []
    var texts: [String] = []
    for document in documents { collect(document, key: "", &images, &texts) }
    let named = Set(texts.map(ByteKey.init))
    return versions.compactMap { version, code in
      let names = code.configMaps
      let missing = names.filter { !named.contains(ByteKey($0)) }
      if names.count < 2 || missing.isEmpty { return nil }
      let shown = missing.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
      let more = missing.count > 3 ? " and \(missing.count - 3) more" : ""
      return
        "the templates mount \(names.count - missing.count) of the \(names.count) ConfigMaps of version \(version.text), so that "
        + "its pods never become ready; missing: \(shown)\(more). Your deployment.yaml has to make the volume `code` of "
        + "`code.parts`, and a volume `vendor` of `code.vendor` at `engine.vendorFolder`, as the built-in one does"
    }
  }

  /// Packages of a version that lie in the pod where none of its imports leads.
  ///
  /// - Parameter versions: those that run.
  static func packages(_ documents: [Value], _ versions: [(version: VersionNumber, code: VersionCode)])
    -> [String]
  {
    versions.flatMap { version, code -> [String] in
      let (own, vendored) = (code.ownConfigMaps, code.vendoredConfigMaps)
      if vendored.isEmpty { return [] }
      return documents.compactMap { document in
        guard document["kind"] == "Deployment", let mounts = EngineMounts(document) else { return nil }
        let (home, places) = (mounts.folders(of: own), mounts.folders(of: vendored))
        // Another volume than the code's can lie beside it alone; who puts both into one knows where.
        guard let home = home.first, !places.isEmpty, !places.contains(home) else { return nil }
        let due = "\(home)/\(WorkflowSource.vendorFolder)"
        if places.contains(where: due.hasSameBytes) { return nil }
        return
          "the templates mount the packages of version \(version.text) at `\(places[0])`, and its imports lead to "
          + "`\(due)`, so that its pods never become ready; your deployment.yaml has to mount the volume of `code.vendor` "
          + "at `engine.vendorFolder`, as the built-in one does"
      }
    }
  }

  /// What the engine's container mounts.
  private struct EngineMounts {
    private let volumes: [Value]
    private let mounts: [Value]

    /// Nil for an object without that container.
    init?(_ deployment: Value) {
      guard let pod = deployment["spec"]?["template"]?["spec"],
        let engine = Self.items(pod["containers"]).first(where: {
          $0["image"]?.text == EngineContract.imageName
        })
      else { return nil }
      (volumes, mounts) = (Self.items(pod["volumes"]), Self.items(engine["volumeMounts"]))
    }

    private static func items(_ list: Value?) -> [Value] {
      if case .sequence(let items)? = list { items } else { [] }
    }

    private func withoutSlashes(_ path: String) -> String {
      String(
        Substring(
          path.utf8.prefix(path.utf8.count - path.utf8.reversed().prefix { $0 == UInt8(ascii: "/") }.count)))
    }

    /// Where volumes with one of some ConfigMaps are mounted.
    func folders(of configMaps: [String]) -> [String] {
      let names = volumes.filter { volume in
        let sources = Self.items(volume["projected"]?["sources"]).map { $0["configMap"]?["name"] }
        return (sources + [volume["configMap"]?["name"]]).contains { name in
          name?.text.map { name in configMaps.contains(where: name.hasSameBytes) } ?? false
        }
      }.compactMap { $0["name"]?.text }
      return mounts.filter { mount in
        mount["name"]?.text.map { name in names.contains(where: name.hasSameBytes) } ?? false
      }.compactMap { $0["mountPath"]?.text.map(withoutSlashes) }
    }
  }

  private static func collect(
    _ value: Value, key: String, _ images: inout Set<ByteKey>, _ texts: inout [String]
  ) {
    switch value {
    case .mapping(let members): for (key, value) in members { collect(value, key: key, &images, &texts) }
    case .sequence(let items): for item in items { collect(item, key: "", &images, &texts) }
    case .string(let text):
      if key == "image" { images.insert(ByteKey(text)) }
      texts.append(text)
    default: break
    }
  }
}
