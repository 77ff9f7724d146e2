package import Diagnostics
package import WorkflowModel
import YAML

/// Rules between settings, which hold or not once all layers are merged: what the API server refuses of a pod.
package enum SettingsCheck {
  /// - Parameter layers: later ones over earlier ones; each finding names those that it comes from.
  package static func findings(
    _ workflow: Workflow, _ settings: Settings, layers: [SettingsLayer]
  ) -> [Finding] {
    let nodes = workflow.nodes.count == 1 ? "1 node" : "\(workflow.nodes.count) nodes"
    return
      resources(
        settings.resources(of: workflow), at: ["resources"], of: workflow, usual: "tntc's own for \(nodes)",
        layers)
      + resources(
        settings.triggerResources, at: [SettingField.triggerPod.key, TriggerPodReader.resources],
        of: workflow,
        usual: "tntc's own", layers)
      + scaling(workflow, settings, layers) + annotations(workflow, settings, layers)
  }

  /// - Parameters:
  ///   - path: where settings give them.
  ///   - usual: where tntc's own are from, for people.
  private static func resources(
    _ effective: Value, at path: [String], of workflow: Workflow, usual: String, _ layers: [SettingsLayer]
  ) -> [Finding] {
    guard case .mapping(let limits)? = effective["limits"] else { return [] }
    return limits.compactMap { resource, value -> Finding? in
      guard let text = value.text, let limit = Quantity(text),
        let asked = effective["requests"]?[resource]?.text, let request = Quantity(asked), limit < request
      else { return nil }
      let (limitPath, requestPath) = (path + ["limits", resource], path + ["requests", resource])
      let (limitLayer, requestLayer) = (layers.origin(of: limitPath), layers.origin(of: requestPath))
      func origin(_ layer: Int?, _ path: [String]) -> String {
        guard let layer else { return usual }
        return layers[layer].places?.text(path) ?? layers[layer].origin
      }
      let message =
        "workflow `\(workflow.name)`: the limit of \(resource), `\(text)` (\(origin(limitLayer, limitPath))), is below the "
        + "request, `\(asked)` (\(origin(requestLayer, requestPath))), and the API server refuses such pods; raise the limit or lower "
        + "the request"
      // Shown where it was said last.
      switch (limitLayer, requestLayer) {
      case (let left?, let right?) where right > left: return layers[right].finding(requestPath, message)
      case (let left?, _): return layers[left].finding(limitPath, message)
      case (nil, let right?): return layers[right].finding(requestPath, message)
      case (nil, nil): return Finding(path: workflow.name, message: message, rule: .configuration)
      }
    }
  }

  /// The bounds of an autoscaler, which several places may give.
  private static func scaling(
    _ workflow: Workflow, _ settings: Settings, _ layers: [SettingsLayer]
  ) -> [Finding] {
    guard let autoscale = settings.autoscale else { return [] }
    let key = SettingField.autoscale.key
    func finding(_ paths: [[String]], _ message: String) -> Finding {
      let text = "workflow `\(workflow.name)`: \(message)"
      for layer in layers.reversed() {
        if let path = paths.first(where: layer.says) { return layer.finding(path, text) }
      }
      return Finding(path: workflow.name, message: text, rule: .configuration)
    }
    guard let most = autoscale.most else {
      return [finding([[key]], "`autoscale` has no `max`, the largest number of pods; add it")]
    }
    if autoscale.least <= most { return [] }
    return [
      finding(
        [[key, Autoscale.max], [key, Autoscale.min]],
        "`min`, \(autoscale.least), is above `max`, \(most); lower it, or raise `max`")
    ]
  }

  private static func annotations(
    _ workflow: Workflow, _ settings: Settings, _ layers: [SettingsLayer]
  ) -> [Finding] {
    var all = workflow.annotations
    all.patch(with: settings.annotations)
    let size = all.reduce(0) { $0 + $1.key.utf8.count + ($1.value.text?.utf8.count ?? 0) }
    guard size > AnnotationLimit.bytes - AnnotationLimit.own else { return [] }
    let path = ["annotations"]
    let message =
      "all annotations of `\(workflow.name)`, including its description, are \(size) bytes; an object has at most "
      + "\(AnnotationLimit.bytes), of which tntc needs up to \(AnnotationLimit.own)"
    return [
      layers.last { $0.says(path) }?.finding(path, message)
        ?? Finding(path: "annotations", message: message, rule: .configuration)
    ]
  }
}

extension SettingsCheck {
  /// The dependencies whose secret cannot be had, as its service is not a name of a key of a Secret.
  ///
  /// - Parameter path: of workflow.yaml.
  package static func unusableSecrets(_ workflow: Workflow, _ settings: Settings, path: String) -> [Finding] {
    guard let secrets = settings.externalSecrets else { return [] }
    let dependencies = workflow.contract?.filled(with: settings.dependencies).dependencies ?? []
    return dependencies.compactMap { dependency in
      guard let service = dependency.secret?.service, secrets.cannotHold(service) else { return nil }
      return Finding(
        path: path, position: dependency.position,
        message:
          "the contract names a secret of the service `\(service)`, which cannot be a key of a Secret; expected "
          + "`-._a-zA-Z0-9`", rule: .contract)
    }
  }

  /// Images for sidecars that the workflow does not have.
  ///
  /// - Parameter layers: settings of this workflow alone; what is said for all of them may be meant for others.
  package static func strangers(_ workflow: Workflow, layers: [SettingsLayer]) -> [Finding] {
    let names = workflow.sidecars.map(\.name)
    return layers.flatMap { layer -> [Finding] in
      guard let places = layer.places, case .mapping(let images)? = layer.values[.sidecars] else { return [] }
      return images.compactMap { name, image in
        if image == .null || names.contains(where: { $0.hasSameBytes(as: name) }) { return nil }
        let hint = Suggestion.nearest(to: name, in: names).map { "; did you mean `\($0)`?" } ?? ""
        return places.finding(
          .warning, at: places.position([SettingField.sidecars.key, name]),
          "version \(workflow.version.text) of `\(workflow.name)` has no sidecar `\(name)`\(hint)")
      }
    }
  }

  /// The sidecars whose image has no digest, each where its image is named.
  ///
  /// - Parameters:
  ///   - layers: later ones over earlier ones.
  ///   - path: that of workflow.yaml.
  package static func unpinned(
    _ workflow: Workflow, _ settings: Settings, layers: [SettingsLayer], path: String, bytes: [UInt8]
  ) -> [Finding] {
    workflow.sidecars.compactMap { sidecar in
      let image = settings.image(of: sidecar)
      guard let message = ImagePin.message(image, image.text, of: "`\(sidecar.name)`") else { return nil }
      let keys = [SettingField.sidecars.key, sidecar.name, SidecarImageReader.key]
      if let layer = layers.origin(of: keys) { return layers[layer].finding(keys, message) }
      let finding = Finding(
        path: path, position: sidecar.imagePosition,
        message: "\(message), here or in the settings: `\(keys[0]): {\(sidecar.name): {image: …}}`",
        rule: .sidecars)
      return [finding].inOrder(of: bytes)[0]
    }
  }
}

extension [SettingsLayer] {
  /// The layer that a value comes from; nil for tntc's own, also where a later layer takes back with `null` what
  /// others said.
  fileprivate func origin(of path: [String]) -> Int? {
    guard let last = lastIndex(where: { $0.says(path) || $0.takesBack(path) }), !self[last].takesBack(path)
    else { return nil }
    return last
  }
}

extension SettingsLayer {
  /// Whether `null` is at the end of these keys or on the way.
  fileprivate func takesBack(_ path: [String]) -> Bool {
    path.indices.contains { path[...$0].reduce(Value.mapping(values) as Value?) { $0?[$1] } == .null }
  }

  /// Whether it has a value at the end of these keys.
  fileprivate func says(_ path: [String]) -> Bool {
    path.reduce(Value.mapping(values) as Value?) { $0?[$1] } != nil
  }
}
