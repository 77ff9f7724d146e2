import Settings
package import YAML

extension EmitError {
  /// The error in words, after the path of a file.
  package var message: String {
    let place = self.place.isEmpty ? "the value" : "`\(self.place)`"
    return switch reason {
    case .character(let scalar):
      "\(place) has the character \(scalar.codePoint), which kubectl and kustomize refuse or change; "
        + "remove it"
    case .notFinite: "\(place) is not a finite number, and JSON has no other; write it as text"
    case .keyTooLong(let bytes): "\(place) has a key of \(bytes) bytes; readers of YAML give up after 1,024"
    case .mergeKey: "\(place) has the key `<<`, which kustomize drops; rename it"
    case .tooDeep: "\(place) nests deeper than \(Emitter.maximumDepth) levels"
    }
  }
}
