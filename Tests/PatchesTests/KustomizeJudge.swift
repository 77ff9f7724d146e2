import Foundation
import TestSupport
import Testing
import YAML

/// What `kubectl kustomize` makes of patches: all in one call, as it is slow.
struct KustomizeJudge {
  struct Case {
    /// With a kind and a metadata; the name is the judge's.
    var object: Value
    var patch: Value
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  var kubectl = Tool.kubectl

  /// The objects with their patches; nil for those that a patch took away.
  func judge(_ cases: [Case]) throws -> [Value?] {
    let named = cases.enumerated().map { index, each in
      Case(object: each.object.with(name: "o\(index)"), patch: each.patch)
    }
    let output = try build(named)
    var byName: [String: Value] = [:]
    for document in String(decoding: output, as: UTF8.self).split(
      separator: "\n---\n", omittingEmptySubsequences: true)
    {
      guard let value = try Reader.read(Array((document + "\n").utf8)).valid()?.value else { continue }
      if let name = value["metadata"]?["name"]?.text { byName[name] = value }
    }
    return cases.enumerated().map { index, each in
      byName["o\(index)"].map { $0.with(name: each.object["metadata"]?["name"]?.text) }
    }
  }

  private func build(_ cases: [Case]) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      var patches: [Value] = []
      for (index, each) in cases.enumerated() {
        try folder.write(Array(JSON.compact(each.object).utf8), to: "o\(index).yaml")
        patches.append([
          "target": ["kind": each.object["kind"] ?? .null, "name": .string("o\(index)")],
          "patch": .string(JSON.compact(each.patch)),
        ])
      }
      let kustomization: Value = [
        "resources": .sequence(cases.indices.map { .string("o\($0).yaml") }), "patches": .sequence(patches),
      ]
      try folder.write(Array(JSON.compact(kustomization).utf8), to: "kustomization.yaml")
      let outcome = try kubectl.run(["kustomize", "."], in: folder)
      guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
      return outcome.output
    }
  }
}

extension Value {
  func with(name: String?) -> Value {
    guard case .mapping(var object) = self, case .mapping(var metadata)? = object["metadata"] else {
      return self
    }
    metadata["name"] = name.map(Value.string)
    object["metadata"] = .mapping(metadata)
    return .mapping(object)
  }

  /// A strategic merge patch with what kustomize asks of one: it has to look like an object.
  func asObject(like object: Value) -> Value {
    guard case .mapping(var patch) = self else { return self }
    patch["apiVersion"] = object["apiVersion"]
    patch["kind"] = object["kind"]
    var metadata = Mapping()
    if case .mapping(let members)? = patch["metadata"] { metadata = members }
    metadata["name"] = "any"
    patch["metadata"] = .mapping(metadata)
    return .mapping(patch)
  }
}

/// A value written as YAML.
func yaml(_ text: String) throws -> Value { try Reader.read(Array(text.utf8)).valid()?.value ?? .null }
