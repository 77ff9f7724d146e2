import Diagnostics
import Files
import YAML

/// What an overlay must not do to the workflows that it changes.
struct OverlayRules {
  private let file: OverlayFile
  private let folders: [String]
  private let read: (String) -> OverlaidWorkflow?

  /// - Parameters:
  ///   - folders: those of the workflows, not empty.
  ///   - read: asked only where it matters what a workflow consists of.
  init(_ file: OverlayFile, _ folders: [String], _ read: @escaping (String) -> OverlaidWorkflow?) {
    (self.file, self.folders, self.read) = (file, folders, read)
  }

  func findings() -> [Finding] {
    names() + commonLabels() + labels() + images() + generators() + patches()
  }

  private func finding(_ position: Position, _ message: String) -> Finding {
    Finding(path: file.path, position: position, message: message, rule: .tree)
  }

  /// The workflows, for people.
  private var place: String {
    "`\(folders[0])`" + (folders.count > 1 ? " and \(folders.count - 1) more" : "")
  }

  private func names() -> [Finding] {
    let members = ["namePrefix", "nameSuffix"].compactMap { key in
      file.root.member(key).flatMap { $0.value.text?.isEmpty == false ? ($0.keyPosition, "`\(key)`") : nil }
    }
    let plugins = file.plugins.compactMap { plugin in
      let key = ["PrefixTransformer": "prefix", "SuffixTransformer": "suffix"][plugin.kind]
      let isOfNames = plugin.value.items("fieldSpecs").contains { $0["path"]?.text == "metadata/name" }
      return key.flatMap {
        plugin.value[$0]?.text?.isEmpty == false && isOfNames ? (plugin.position, "this") : nil
      }
    }
    return (members + plugins).map { position, what in
      finding(
        position,
        "\(what) renames the objects of \(place), but not the Service in the URL that CronJobs post to, nor the Secret "
          + "that pods mount; remove it, and separate two copies with `namespace`")
    }
  }

  private func commonLabels() -> [Finding] {
    guard let member = file.root.member("commonLabels"), case .mapping(let labels) = member.value.content,
      !labels.isEmpty
    else { return [] }
    return [selectors(member.keyPosition, "`commonLabels`", "`labels` without `includeSelectors`")]
  }

  private func selectors(_ position: Position, _ what: String, _ other: String) -> Finding {
    finding(
      position,
      "\(what) changes the selectors of \(place): the cluster refuses that for an existing Deployment, and network "
        + "policies then require the label of other pods; use \(other), or the setting `labels`")
  }

  private func labels() -> [Finding] {
    let items = file.root.items(of: "labels").flatMap { item -> [Finding] in
      if let flag = item.member("includeSelectors"), flag.value.value == .bool(true) {
        return [selectors(flag.keyPosition, "`includeSelectors`", "`includeTemplates`")]
      }
      var places = item.value.items("fields")
      if item.member("includeTemplates")?.value.value == .bool(true) {
        places.append(["path": "spec/template/metadata/labels"])
      }
      return item.members(of: "pairs").compactMap { pair in
        label(pair.key, pair.value.value, at: places, position: pair.keyPosition)
      }
    }
    return items
      + file.plugins.flatMap { plugin -> [Finding] in
        guard plugin.kind == "LabelTransformer", case .mapping(let labels)? = plugin.value["labels"] else {
          return []
        }
        return labels.compactMap { key, value in
          label(key, value, at: plugin.value.items("fieldSpecs"), position: plugin.position)
        }
      }
  }

  /// - Parameter places: as `fields` of `labels` has them, and `fieldSpecs` of a transformer.
  private func label(_ key: String, _ value: Value, at places: [Value], position: Position) -> Finding? {
    if places.isEmpty { return nil }
    for workflow in folders.lazy.compactMap(read) {
      for object in workflow.selecting {
        for place in places where place["kind"]?.text ?? object["kind"]?.text == object["kind"]?.text {
          let keys = (place["path"]?.text ?? "").split(separator: "/").map(String.init)
          let labels = keys.reduce(object) { $0?[$1] }
          if labels?[key] == value || labels == nil && place["create"] != true { continue }
          if keys.starts(with: ["spec", "selector"]) {
            return selectors(position, "the label `\(key)`", "`includeTemplates`")
          }
          guard keys == ["spec", "template", "metadata", "labels"],
            object["spec"]?["selector"]?["matchLabels"]?[key] != nil
          else { continue }
          return finding(
            position,
            "the Deployment of `\(workflow.path)` selects its pods by the label `\(key)`, and this changes "
              + "it; remove it")
        }
      }
    }
    return nil
  }

  private func images() -> [Finding] {
    file.root.items(of: "images").compactMap { item in
      guard let name = item.member("name")?.value, let text = name.text else { return nil }
      let found = folders.lazy.compactMap(read).first { $0.images[text] != nil }
      guard let found, let new = found.images[text] else { return nil }
      return finding(
        name.position,
        "`\(found.path)` replaces `\(text)` by `\(new)` already, so this has no effect; give the image in "
          + "the settings, or write `\(new)` here")
    }
  }

  private func generators() -> [Finding] {
    let items = file.root.items(of: "configMapGenerator").map {
      ($0.member("name")?.value.position ?? $0.position, $0.member("name")?.value.text, $0.value)
    }
    let plugins = file.plugins.filter { $0.kind == "ConfigMapGenerator" }.map {
      ($0.position, $0.value["metadata"]?["name"]?.text, $0.value)
    }
    return (items + plugins).compactMap { position, name, generator in
      guard let name, let behaviour = generator["behavior"]?.text, ["merge", "replace"].contains(behaviour)
      else { return nil }
      let found = folders.lazy.compactMap(read).first { $0.writeOnce.contains(name) }
      return found.map {
        writeOnce(position, "`behavior: \(behaviour)` changes the ConfigMap `\(name)`", of: $0)
      }
    }
  }

  private func writeOnce(_ position: Position, _ what: String, of workflow: OverlaidWorkflow) -> Finding {
    finding(
      position,
      "\(what) of `\(workflow.path)`, which never changes: the cluster refuses other content, and so does the engine; "
        + "change the source or the setting `config`, and render")
  }

  private func patches() -> [Finding] {
    let patches = OverlayPatch.all(in: file)
    if patches.isEmpty { return [] }
    let workflows = folders.lazy.compactMap(read)
    return patches.flatMap { patch in
      let once = workflows.compactMap { written(by: patch, of: $0) }.first
      let other = workflows.compactMap { selecting(of: $0, changedBy: patch) }.first
      return [once, other].compactMap(\.self)
    }
  }

  private func written(by patch: OverlayPatch, of workflow: OverlaidWorkflow) -> Finding? {
    workflow.writeOnce.first { name in
      let shape: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]]
      guard patch.isForName(of: shape, in: workflow.namespaces(of: shape)),
        let object = workflow.written(name), patch.selects(object)
      else { return false }
      return switch patch.applied(to: object) {
      case .object(let changed): changed.content != object.content
      case .deleted: true
      case .unknown: false
      }
    }.map { writeOnce(patch.position, "this patch changes the ConfigMap `\($0)`", of: workflow) }
  }

  private func selecting(of workflow: OverlaidWorkflow, changedBy patch: OverlayPatch) -> Finding? {
    workflow.selecting.lazy.filter {
      patch.isForName(of: $0, in: workflow.namespaces(of: $0)) && patch.selects($0)
    }.compactMap { message(patch.applied(to: $0), $0, of: workflow) }.first.map {
      finding(patch.position, $0)
    }
  }

  private func message(
    _ outcome: OverlayPatch.Outcome, _ object: Value, of workflow: OverlaidWorkflow
  ) -> String? {
    let kind = object["kind"]?.text ?? ""
    let name = "\(kind) `\(object["metadata"]?["name"]?.text ?? "")` of `\(workflow.path)`"
    switch outcome {
    case .unknown: return nil
    case .deleted:
      if !["Deployment", "Service"].contains(kind) { return nil }
      return
        "this patch deletes the \(name), which the workflow needs; remove the patch, or stop the workflow with "
        + "the setting `suspend`"
    case .object(let changed):
      if changed.selectorAndItsLabels != object.selectorAndItsLabels {
        return
          "this patch changes the selector of the \(name), or a label in it, which can never change in "
          + "a cluster; remove that from the patch"
      }
      if kind != "Service" || changed["metadata"]?["name"] == object["metadata"]?["name"] { return nil }
      return "this patch renames the \(name), and CronJobs post to it by its name; remove that from the patch"
    }
  }
}

extension Value {
  /// The items of a list below a key; none where there is no such list.
  fileprivate func items(_ key: String) -> [Value] {
    if case .sequence(let items)? = self[key] { items } else { [] }
  }

  /// All but the metadata, and the version that kustomize gives back to an object after a patch.
  fileprivate var content: Value {
    guard case .mapping(var members) = self else { return self }
    for key in ["apiVersion", "metadata"] { members[key] = nil }
    return .mapping(members)
  }

  /// The selector of an object, and what its own pods have for the labels that it asks for.
  fileprivate var selectorAndItsLabels: [Value?] {
    let selector = self["spec"]?["selector"]
    guard case .mapping(let labels)? = selector?["matchLabels"] else { return [selector] }
    return [selector] + labels.keys.map { self["spec"]?["template"]?["metadata"]?["labels"]?[$0] }
  }
}
