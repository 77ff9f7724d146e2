/// Why a value cannot be written as YAML that all consumers read back exactly, and where it stands.
package struct EmitError: Error, Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// A code point that kustomize or kubectl reject or change, in any style of writing.
    case character(Unicode.Scalar)
    /// NaN or an infinity, which JSON (and so the Kubernetes API) cannot carry.
    case notFinite
    /// Readers give up on a key when the `:` does not come within 1,024 characters.
    case keyTooLong(bytes: Int)
    /// The key `<<`, which kustomize takes for a merge and drops, quoted or not.
    case mergeKey
    /// More than `Emitter.maximumDepth` levels.
    case tooDeep
  }

  package enum Step: Equatable, Sendable {
    case key(String)
    case index(Int)
  }

  package let reason: Reason
  /// The way from the document to the place; the last step may be the offending key itself.
  package let path: [Step]

  package init(_ reason: Reason, path: [Step] = []) {
    self.reason = reason
    self.path = path
  }

  func inside(_ step: Step) -> EmitError {
    EmitError(reason, path: [step] + path)
  }
}

extension EmitError {
  /// The path as people write it: `data.index.ts`, `spec.containers[0].env[2].value`.
  package var place: String {
    var place = ""
    for step in path {
      switch step {
      case .key(let key): place += place.isEmpty ? key : "." + key
      case .index(let index): place += "[\(index)]"
      }
    }
    return place
  }
}
