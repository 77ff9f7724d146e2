import Bytes
import YAML

/// What kustomize makes of an object's labels and annotations beside the patch: it takes them for texts.
enum PatchedMetadata {
  private static let annotations = "annotations"
  private static let fields = ["labels", annotations]

  /// A strategic merge patch with labels and annotations as texts. For null kustomize writes the text `null`, or
  /// ignores it, so that is a problem.
  static func read(_ patch: Mapping, _ problems: inout [PatchFailure]) -> Mapping {
    guard case .mapping(var metadata)? = patch["metadata"] else { return patch }
    for field in fields {
      let path = .patch + "metadata" + field
      switch metadata[field] {
      case .null: problems.append(PatchFailure(path, .nullTexts))
      case .mapping(let members):
        metadata[field] = .mapping(texts(members, at: path, &problems))
      default: break
      }
    }
    var result = patch
    result["metadata"] = .mapping(metadata)
    return result
  }

  private static func texts(
    _ members: Mapping, at path: PatchPath, _ problems: inout [PatchFailure]
  ) -> Mapping {
    var texts = members
    for (key, value) in members where !key.hasSameBytes(as: Directives.patch) {
      if case .null = value {
        problems.append(PatchFailure(path + key, .nullText(pointer(path, key))))
      } else if let text = value.exactText {
        texts[key] = .string(text)
      } else {
        problems.append(PatchFailure(path + key, .notText(found: value.noun)))
      }
    }
    return texts
  }

  /// The pointer to a member, for a JSON patch.
  private static func pointer(_ path: PatchPath, _ key: String) -> String {
    JSONPointer(path.steps.dropFirst().compactMap { if case .key(let key) = $0 { key } else { nil } } + [key])
      .text
  }

  /// An object as JSON patches of kustomize find it: with annotations, as it keeps notes of its own there.
  static func annotated(_ object: Mapping) -> Mapping {
    guard case .mapping(var metadata)? = object["metadata"], metadata[annotations] == nil else {
      return object
    }
    metadata[annotations] = .mapping([:])
    var result = object
    result["metadata"] = .mapping(metadata)
    return result
  }

  /// Whether a pointer is to what holds those notes, which an operation would compare or take along.
  static func holdsNotes(_ pointer: JSONPointer) -> Bool {
    ["/metadata", "/metadata/\(annotations)"].contains(pointer.text)
  }

  /// An object that a patch has changed: no empty annotations, and after a JSON patch only texts in them.
  static func settled(_ object: Mapping, after change: ObjectPatch.Change) throws(PatchFailure) -> Mapping {
    guard case .mapping(var metadata)? = object["metadata"], let value = metadata[annotations] else {
      return object
    }
    switch value {
    case .null: metadata[annotations] = nil
    case .mapping(let members):
      metadata[annotations] = members.isEmpty ? nil : .mapping(try texts(members, after: change))
    default: throw PatchFailure(.patch, .notAnnotations(found: value.noun))
    }
    var result = object
    result["metadata"] = .mapping(metadata)
    return result
  }

  private static func texts(
    _ members: Mapping, after change: ObjectPatch.Change
  ) throws(PatchFailure) -> Mapping {
    guard case .operations = change else { return members }
    var problems: [PatchFailure] = []
    let texts = texts(members, at: .patch + "metadata" + annotations, &problems)
    if let problem = problems.first { throw PatchFailure(.patch, problem.fact) }
    return texts
  }
}

extension Value {
  /// The text of a scalar of which all spellings that people use are the same.
  fileprivate var exactText: String? { if case .number = self { nil } else { scalarText } }
}
