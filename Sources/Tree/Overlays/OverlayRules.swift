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
    ["namePrefix", "nameSuffix"].compactMap { key in
      guard let member = file.root.member(key), member.value.text?.isEmpty == false else { return nil }
      return finding(
        member.keyPosition,
        "`\(key)` renames the objects of \(place), but not the Service in the URL that CronJobs post to, nor the Secret "
          + "that pods mount; take it out, and keep two of them apart with `namespace`")
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
      "\(what) changes the selectors of \(place): the cluster refuses that for a Deployment that it has, and network "
        + "policies then ask other pods for the label; use \(other), or the setting `labels`")
  }

  private func labels() -> [Finding] {
    file.root.items(of: "labels").flatMap { item -> [Finding] in
      if let flag = item.member("includeSelectors"), flag.value.value == .bool(true) {
        return [selectors(flag.keyPosition, "`includeSelectors`", "`includeTemplates`")]
      }
      guard item.member("includeTemplates")?.value.value == .bool(true) else { return [] }
      return item.members(of: "pairs").compactMap { pair in
        let object = folders.lazy.compactMap(read).first { workflow in
          workflow.selecting.contains { $0["spec"]?["selector"]?["matchLabels"]?[pair.key] != nil }
        }
        return object.map { workflow in
          finding(
            pair.keyPosition,
            "the Deployment of `\(workflow.path)` finds its pods by the label `\(pair.key)`, and this gives them another "
              + "one; take it out")
        }
      }
    }
  }

  private func images() -> [Finding] {
    file.root.items(of: "images").compactMap { item in
      guard let name = item.member("name")?.value, let text = name.text else { return nil }
      let found = folders.lazy.compactMap(read).first { $0.images[text] != nil }
      guard let found, let new = found.images[text] else { return nil }
      return finding(
        name.position,
        "`\(found.path)` has `\(new)` in the place of `\(text)` already, so this changes nothing of it; give the image in "
          + "the settings, or write `\(new)` here")
    }
  }

  private func generators() -> [Finding] {
    file.root.items(of: "configMapGenerator").compactMap { item in
      guard let name = item.member("name")?.value, let behaviour = item.member("behavior")?.value.text,
        ["merge", "replace"].contains(behaviour)
      else { return nil }
      let found = folders.lazy.compactMap(read).first { $0.writeOnce.contains(name.text ?? "") }
      return found.map { workflow in
        writeOnce(
          name.position, "`behavior: \(behaviour)` changes the ConfigMap `\(name.text ?? "")`", of: workflow)
      }
    }
  }

  private func writeOnce(_ position: Position, _ what: String, of workflow: OverlaidWorkflow) -> Finding {
    finding(
      position,
      "\(what) of `\(workflow.path)`, which is written once: the cluster refuses another content, and the engine does "
        + "not take it; change the source or the setting `config`, and render")
  }

  private func patches() -> [Finding] {
    let patches = OverlayPatch.all(in: file)
    if patches.isEmpty { return [] }
    let workflows = folders.lazy.compactMap(read)
    return patches.flatMap { patch in
      let once = patch.isOfMetadataAlone ? nil : workflows.compactMap { written(by: patch, of: $0) }.first
      let selector = workflows.compactMap { selected(by: patch, of: $0) }.first
      return [once, selector].compactMap(\.self)
    }
  }

  private func written(by patch: OverlayPatch, of workflow: OverlaidWorkflow) -> Finding? {
    workflow.writeOnce.first { name in
      let object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)]]
      guard patch.isForName(of: object) else { return false }
      return !patch.hasSelector || workflow.written(name).map(patch.selects) ?? false
    }.map { writeOnce(patch.position, "this patch is for the ConfigMap `\($0)`", of: workflow) }
  }

  private func selected(by patch: OverlayPatch, of workflow: OverlaidWorkflow) -> Finding? {
    let changed = workflow.selecting.first {
      patch.isFor($0) && (patch.deletes || patch.changesSelector(of: $0))
    }
    guard let object = changed else { return nil }
    let name = "\(object["kind"]?.text ?? "") `\(object["metadata"]?["name"]?.text ?? "")`"
    if patch.deletes {
      return finding(
        patch.position,
        "this patch deletes the \(name) of `\(workflow.path)`, which cannot run without it; take the patch out, or "
          + "stop the workflow with the setting `suspend`")
    }
    return finding(
      patch.position,
      "this patch changes the selector of the \(name) of `\(workflow.path)`, or a label that it asks for, and that can "
        + "never change in a cluster; take it out of the patch")
  }
}
