/// Why a patch cannot be read, or cannot be applied to an object: a fact, and its place in the patch.
///
/// `PatchFailure.message` puts it into words.
package struct PatchFailure: Error, Hashable, Sendable {
  /// Where in the patch's entry of the settings; begins with the key `target` or `patch`.
  package let path: PatchPath
  package let fact: Fact

  package init(_ path: PatchPath, _ fact: Fact) { (self.path, self.fact) = (path, fact) }

  package enum Fact: Hashable, Sendable {
    // Of an entry of the settings.
    case notMapping(found: String)
    case notText(found: String)
    case unknownKey(expected: [String])
    case noKind
    case notKind(String)
    case notName(String)
    /// The name of a target has characters of a regular expression.
    case namePattern(String)
    case selector(LabelSelector.Fault)
    case notPatch(found: String)
    case emptyPatch
    /// A text that is neither YAML nor JSON: what is wrong with it.
    case unreadable(String)
    case tooLarge
    case tooDeep

    // Of a strategic merge patch.
    case unknownDirective(String)
    /// A directive that kustomize writes into the object.
    case foreignDirective(String)
    case directiveInReplacedList
    case directiveBesideItems
    case noMergeKey(String)
    case objectWithoutMergeKey(String)
    case repeatedItem(String)
    /// The keys of an item, and those of another that may be the same.
    case unevenKeys(given: String, found: String)
    /// `$patch: replace` for all of the object.
    case replacedObject
    /// `$patch: replace` for an item that the object has.
    case replacedItem
    case kinds(found: String, given: String)
    /// Null for all labels or annotations.
    case nullTexts
    /// Null for one, of which a JSON patch knows this pointer.
    case nullText(String)

    // Of a JSON patch.
    case notOperation(found: String)
    case tooManyOperations(Int)
    case unknownOperation(String?)
    case missingMember(String, of: String)
    case notPointer(String)
    case wholeObject(String)
    case movesIntoItself
    /// What holds notes of kustomize is compared or taken along.
    case holdsNotes
    case notAnnotations(found: String)
    case noSuchPlace(String)
    case noSuchIndex(String, count: Int)
    case notIndex(String)
    case notContainer(String, found: String)
    /// As JSON.
    case testFailed(expected: String, found: String?)

    case noObject
  }
}

/// The keys and indices that lead to a place in a value.
package struct PatchPath: Hashable, Sendable {
  package enum Step: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  package var steps: [Step]

  package init(_ steps: [Step] = []) { self.steps = steps }

  package static func + (path: PatchPath, key: String) -> PatchPath { PatchPath(path.steps + [.key(key)]) }
  package static func + (path: PatchPath, index: Int) -> PatchPath { PatchPath(path.steps + [.index(index)]) }

  static let target = PatchPath([.key("target")])
  static let patch = PatchPath([.key("patch")])

  /// As messages show it: `spec.ports[0].name`, keys with dots in brackets and quotes.
  package var text: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where key.contains("."): text += "[\"\(key)\"]"
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      }
    }
    return text
  }
}
