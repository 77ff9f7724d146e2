package import Patches
import Settings
import WorkflowModel
package import YAML

/// Why a patch of the settings does not do what it says.
package struct PatchProblem: Hashable, Sendable {
  /// Its name in the settings.
  package let patch: String
  /// Begins with `target` or `patch`.
  package let path: PatchPath
  package let message: String
  /// The message without the object's name: what is wrong with the patch, whichever workflow shows it.
  package let cause: String

  /// - Parameters:
  ///   - begin: what is before the object in the message, and `end` what is behind it.
  init(_ patch: String, _ path: PatchPath, _ begin: String, _ object: Value, _ end: String) {
    let kind = object["kind"]?.text ?? "object"
    let metadata = object["metadata"]
    let name = metadata?["name"]?.text ?? metadata?["generateName"]?.text
    (self.patch, self.path) = (patch, path)
    message = "patch `\(patch)` \(begin) \(kind)\(name.map { " \($0)" } ?? "")\(end)"
    cause = "patch `\(patch)` \(begin) \(kind)\(end)"
  }
}

/// A patch that changes nothing of a workflow.
package struct StrayPatch: Sendable {
  package let patch: ObjectPatch
  package let message: String
  /// The message without the workflow.
  package let cause: String
  /// The kind, or the name, that may have been meant.
  package let hint: String?
  /// Whether it is for ConfigMaps, while there are only those that are written once.
  package let isForConfigMaps: Bool
}

/// Lays patches over the objects that templates make.
package struct Patching: Sendable {
  package let patches: [ObjectPatch]
  private let workflow: String
  /// See `AgreedFields`.
  private let asked: [String]
  private let labels: [String]
  private var matched: Set<String> = []
  package private(set) var problems: [PatchProblem] = []
  /// The objects as templates made them: their kinds and names.
  private var objects: [(kind: String, name: String)] = []

  /// - Parameters:
  ///   - documents: all manifests, as the templates made them.
  ///   - labels: what kustomization.yaml gives every object, over what the object says.
  package init(
    _ patches: [ObjectPatch], of workflow: String, over documents: [Value], labels: Mapping = [:]
  ) {
    (self.patches, self.workflow, self.labels) = (patches, workflow, labels.keys)
    asked = patches.isEmpty ? [] : Self.keys(askedBy: documents)
  }

  /// The objects with their patches, without those that a patch takes away.
  package mutating func patched(_ documents: [Value]) -> [Value] {
    patches.isEmpty ? documents : documents.compactMap { patched($0) }
  }

  /// Nil for one that a patch takes away.
  private mutating func patched(_ document: Value) -> Value? {
    // kustomize takes a list apart.
    if document["kind"]?.text?.hasSuffix("List") == true, case .sequence(let items)? = document["items"] {
      return .mapping(document.members.with("items", .sequence(items.compactMap { patched($0) })))
    }
    if let kind = document["kind"]?.text {
      objects.append((kind, document["metadata"]?["name"]?.text ?? ""))
    }
    var object = document
    var steps: [Step] = []
    let agreed = AgreedFields(document, of: workflow, asked: asked, labels: labels)
    for patch in patches where patch.matches(object, of: workflow) {
      matched.insert(patch.name)
      do throws(PatchFailure) {
        let changed = try patch.applied(to: object)
        let found = problems(patch, object, changed, agreed)
        problems += found
        if !found.isEmpty { continue }
        guard let changed else { return nil }
        steps.append(Step(patch: patch, before: object, after: changed))
        object = changed
      } catch {
        problems.append(
          PatchProblem(patch.name, error.path, "cannot be applied to", object, ": \(error.told)"))
      }
    }
    let found = unsound(object, document, steps)
    problems += found
    return found.isEmpty ? object : document
  }

  /// A patch that was applied.
  private struct Step {
    let patch: ObjectPatch
    let before: Value
    let after: Value
  }

  /// What nobody takes of the object once it has all patches, each told of the one that made it so: one may add what
  /// another one needs.
  private func unsound(_ object: Value, _ document: Value, _ steps: [Step]) -> [PatchProblem] {
    if steps.isEmpty { return [] }
    return PatchedObject.problems(object, before: document).compactMap { place, reason in
      func holds(_ value: Value) -> Bool {
        PatchedObject.problems(value, before: document).contains { $0.place == place && $0.reason == reason }
      }
      guard let step = steps.last(where: { !holds($0.before) && holds($0.after) }) else { return nil }
      return PatchProblem(
        step.patch.name, step.patch.place(of: place, on: step.before) { $0.map(holds) ?? true }, "makes a",
        object, " that \(reason)")
    }
  }

  private func problems(
    _ patch: ObjectPatch, _ object: Value, _ changed: Value?, _ agreed: AgreedFields
  ) -> [PatchProblem] {
    guard let changed else {
      let place = FieldPlace() + "$patch"
      return agreed.isNeeded
        ? [
          PatchProblem(
            patch.name, patch.place(of: place, on: object) { $0 == nil }, "deletes", object,
            ", without which the workflow does not run; `suspend: true` in the settings stops it, and `tntc remove` "
              + "takes it out of the tree")
        ] : []
    }
    return agreed.differing(in: changed).map { field in
      let path = patch.place(of: field.place, on: object) { after in
        after.map { agreed.differing(in: $0).contains { $0.place == field.place } } ?? true
      }
      return AgreedText.problem(patch.name, path, object, field)
    }
  }

  /// Those that change nothing, in their order, and why, as far as it is to be told.
  package var unmatched: [StrayPatch] {
    patches.filter { !matched.contains($0.name) && !$0.mayWait(workflow) }.map { patch in
      let reason = PatchTargetText.unmatched(patch, of: workflow, objects)
      return StrayPatch(
        patch: patch, message: "patch `\(patch.name)` changes nothing of `\(workflow)`: \(reason)",
        cause: "patch `\(patch.name)` changes nothing: \(reason)",
        hint: PatchTargetText.hint(patch.target, of: workflow, objects),
        isForConfigMaps: patch.target.kind == "ConfigMap" && !objects.contains { $0.kind == "ConfigMap" })
    }
  }

  package func matches(_ patch: String) -> Bool { matched.contains(patch) }

  /// Takes the Job of `tntc run --print-job` for one of the objects, where a patch is for it.
  mutating func add(_ job: () -> Value?) {
    guard patches.contains(where: { $0.target.kind == "Job" }), let job = job() else { return }
    let known = objects
    _ = patched([job])
    objects = known
  }

  private static func keys(askedBy documents: [Value]) -> [String] {
    var keys: [String] = []
    for document in documents {
      if document["kind"]?.text?.hasSuffix("List") == true, let items = document["items"]?.items {
        keys += self.keys(askedBy: items)
      }
      let spec = document["spec"]
      for selector in [spec?["selector"], spec?["podSelector"]] {
        let labels = document["kind"] == "Service" ? selector : selector?["matchLabels"]
        keys += labels?.members.keys ?? []
        keys += (selector?["matchExpressions"]?.items ?? []).compactMap { $0["key"]?.text }
      }
    }
    return Set(keys).sorted { $0.precedesByBytes($1) }
  }
}

extension ObjectPatch {
  /// Whether it may be for an object of the workflow, by the names that these have.
  package func mayConcern(_ workflow: String) -> Bool {
    guard let name = target.name, !name.contains(PatchTarget.placeholder) else { return true }
    return name.hasSameBytes(as: workflow) || name.hasPrefix("\(workflow)-")
  }

  /// Whether it is for what a tree has at times only: the Job of `tntc run --print-job`, and what a canary has.
  fileprivate func mayWait(_ workflow: String) -> Bool {
    if ["Job", "HTTPRoute"].contains(target.kind) { return true }
    let names = [ReleaseNames.canary(of: workflow), ReleaseNames.stable(of: workflow)]
    return ["Deployment", "Service", "NetworkPolicy"].contains(target.kind)
      && names.contains { target.isName($0, of: workflow) }
  }

  /// The part of the patch that changes a field: that of a merge on the way to it, or the first operation after which it
  /// is another one.
  ///
  /// - Parameter isDifferent: of the object with a part of the operations.
  fileprivate func place(
    of field: FieldPlace, on object: Value, _ isDifferent: (Value?) -> Bool
  ) -> PatchPath {
    switch change {
    case .merge(let patch): return field.path(in: .mapping(patch))
    case .operations(let operations):
      for count in operations.indices {
        let part = ObjectPatch(
          name: name, target: target, change: .operations(Array(operations[...count])))
        if let after = try? part.applied(to: object), isDifferent(after) { return operations[count].place }
      }
      return PatchPath([.key("patch")])
    }
  }
}

extension PatchTarget {
  /// Whether it is for the object with this name alone.
  func isName(_ text: String, of workflow: String) -> Bool {
    name != nil
      && matches(["kind": .string(kind), "metadata": ["name": .string(text)]], of: workflow)
  }
}

extension Mapping {
  fileprivate func with(_ key: String, _ value: Value) -> Mapping {
    var mapping = self
    mapping[key] = value
    return mapping
  }
}
