package import YAML

/// A change to objects of Kubernetes, as `patches:` of kustomize has them.
///
/// Means what kustomize 5 (kyaml, `kubectl kustomize`) makes of the same entry, which the tests hold. What kustomize
/// takes without a word and nobody can mean is a failure: items without their merge key, directives that it writes out.
package struct ObjectPatch: Sendable, Equatable {
  /// By which settings name it.
  package let name: String
  package let target: PatchTarget
  package let change: Change

  package enum Change: Sendable, Equatable {
    /// A strategic merge patch.
    case merge(Mapping)
    /// A JSON patch (RFC 6902).
    case operations([JSONOperation])
  }

  package init(name: String, target: PatchTarget, change: Change) {
    (self.name, self.target, self.change) = (name, target, change)
  }

  /// Whether this patch changes the object.
  ///
  /// - Parameter workflow: the name that `{name}` in the target stands for.
  package func matches(_ object: Value, of workflow: String) -> Bool { target.matches(object, of: workflow) }

  /// The object with the patch; nil when `$patch: delete` takes it. Does not ask whether the target matches.
  ///
  /// A strategic merge patch leaves kind, name and namespace as they are, as kustomize does.
  package func applied(to object: Value) throws(PatchFailure) -> Value? {
    guard case .mapping(let mapping) = object else { throw PatchFailure(.patch, .noObject) }
    return try changed(mapping).map { changed throws(PatchFailure) in
      // Of many patches each may make it larger.
      if let problem = PatchLimits.problem(.mapping(changed)) { throw PatchFailure(.patch, problem) }
      return .mapping(try PatchedMetadata.settled(changed, after: change))
    }
  }

  private func changed(_ object: Mapping) throws(PatchFailure) -> Mapping? {
    switch change {
    case .merge(let patch):
      return try StrategicMerge.merged(object, with: patch, at: .patch).map {
        Self.identity(of: object, in: $0)
      }
    case .operations(let operations):
      var result = Value.mapping(PatchedMetadata.annotated(object))
      var copied = CopiedBytes()
      for operation in operations { try operation.apply(to: &result, &copied) }
      guard case .mapping(let changed) = result else { throw PatchFailure(.patch, .noObject) }
      return changed
    }
  }

  /// kustomize takes kind, name and namespace of a strategic merge patch for a way to find its object.
  private static func identity(of object: Mapping, in merged: Mapping) -> Mapping {
    var result = merged
    result["kind"] = object["kind"]
    var metadata = Mapping()
    if case .mapping(let members)? = merged["metadata"] { metadata = members }
    metadata["name"] = object["metadata"]?["name"]
    metadata["namespace"] = object["metadata"]?["namespace"]
    result["metadata"] = metadata.isEmpty && object["metadata"] == nil ? nil : .mapping(metadata)
    return result
  }
}

extension ObjectPatch {
  /// Reads `target` and `patch` of an entry of the settings.
  ///
  /// - Parameter patch: a mapping (strategic merge), a list (JSON 6902), or a text that holds either as YAML or JSON.
  /// - Returns: nil for the patch when it has problems. Their paths begin with `target` or `patch`; those in a text go
  ///   on below `patch` as if the text were what it holds.
  package static func read(
    name: String, target: Value, patch: Value
  ) -> (patch: ObjectPatch?, problems: [PatchFailure]) {
    var problems: [PatchFailure] = []
    let target = PatchTarget.read(target, &problems)
    let change = Change.read(patch, &problems)
    guard problems.isEmpty, let target, let change else { return (nil, problems) }
    return (ObjectPatch(name: name, target: target, change: change), [])
  }
}
