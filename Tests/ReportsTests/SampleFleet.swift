import TestSupport
import WorkflowModel
import YAML

@testable import Comparison

/// A comparison of many workflows in several environments, made of the parts that a case names.
struct SampleFleet {
  enum Part: CaseIterable, Hashable {
    case image
    case replicas
    /// The same change of code for all, with the name of the workflow beside it.
    case sharedCode
    /// Code that no other workflow has.
    case ownCode
    case privilege
    case added
  }

  static let digests = (
    from: "sha256:3f2a9c07c1d94f5ab3d2e87f6a0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3",
    to: "sha256:9c41d27ae0b5f6a7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5"
  )
  static let environments = ["production", "staging", "dev"]

  var environments: [String?] = Self.environments
  var names: [String]
  /// What changes in a workflow, by its position and environment.
  let parts: (Int, String?) -> Set<Part>

  var comparison: Comparison {
    let trees = environments.enumerated().map { number, environment in
      TreeDifference(
        environment: environment, tree: "deploy/\(environment ?? "\(number)")",
        workflows: names.enumerated().compactMap { position, name in
          let parts = parts(position, environment)
          return parts.isEmpty ? nil : Self.change(name, parts)
        })
    }
    return Comparison(from: "a", to: "b", trees: trees)
  }

  static func change(_ name: String, _ parts: Set<Part>) -> WorkflowChange {
    var (acts, sources, fields, risks): ([Act], [SourceChange], [FieldChange], [Risk]) = ([], [], [], [])
    func field(_ keys: String..., from: Value?, to: Value?) {
      fields.append(FieldChange(path: FieldPath(keys.map(FieldPath.Step.key)), from: from, to: to))
    }
    let (old, new) = (number("1.0"), number("1.1"))
    if parts.contains(.sharedCode) || parts.contains(.ownCode) {
      acts.append(.raised(from: old, to: new))
      let line =
        parts.contains(.ownCode) ? "// of \(name.reversed().map(String.init).joined())\n" : "// more\n"
      sources.append(
        SourceChange(
          role: .live, from: old, to: new,
          files: [
            FileDelta(
              path: "nodes/a.ts", old: Array("// \(name)\n".utf8), new: Array("// \(name)\n\(line)".utf8),
              nodes: ["a"])
          ], packages: [], vendored: []))
    }
    if parts.contains(.image) {
      let images = ("engine:1@\(digests.from)", "engine:2@\(digests.to)")
      acts.append(.imageChanged(from: images.0, to: images.1))
      field("spec", "image", from: .string(images.0), to: .string(images.1))
      risks.append(.podsRestart(objects: ["deployment/\(name)"]))
    }
    if parts.contains(.replicas) {
      acts.append(.settingsChanged(["replicas"]))
      field("spec", "replicas", from: 1, to: 3)
      risks.insert(.moreReplicas(object: "deployment/\(name)", from: 1, to: 3), at: 0)
    }
    if parts.contains(.privilege) {
      acts.append(.patchesChanged(added: ["host"], changed: [], takenBack: []))
      field("spec", "hostNetwork", from: nil, to: true)
      risks.insert(
        .widerPrivilege(object: "deployment/\(name)", path: "spec.hostNetwork", from: nil, to: "true"), at: 0)
    }
    var objects: [ObjectChange] = []
    if !fields.isEmpty {
      objects.append(
        ObjectChange(
          role: .manifest, kind: "Deployment", name: name, oldName: nil, before: [:], after: [:],
          fields: fields))
    }
    if parts.contains(.added) {
      acts.append(.manifestsChanged)
      objects.append(
        ObjectChange(
          role: .manifest, kind: "Service", name: "\(name)-more", oldName: nil, before: nil, after: [:],
          fields: []))
    }
    return WorkflowChange(
      workflow: name, before: nil, after: nil, acts: acts, sources: sources, objects: objects,
      differences: objects, risks: risks, rendering: nil,
      graph: GraphChange(before: nil, after: nil, changed: [], fillings: ([:], [:])))
  }

  private static func number(_ text: String) -> VersionNumber {
    do {
      return try VersionNumber(text)
    } catch {
      preconditionFailure("\(text): \(error.reason)")
    }
  }
}
