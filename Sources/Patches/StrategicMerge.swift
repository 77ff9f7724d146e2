import YAML

/// Puts a strategic merge patch over an object, as kustomize does.
enum StrategicMerge {
  static func merged(
    _ object: Mapping, with patch: Mapping, at path: PatchPath
  ) throws(PatchFailure) -> Mapping? {
    guard case .mapping(let merged) = Value.mapping(object).patched(with: .mapping(patch)) else { return nil }
    return merged
  }
}
