/// Why a patch cannot be read, or cannot be applied to an object: a fact, and its place in the patch.
///
/// `PatchFailure.message` puts it into words.
package struct PatchFailure: Error, Hashable, Sendable {
  /// Where in the patch's entry of the settings; begins with the key `target` or `patch`.
  package let path: PatchPath
  package let fact: Fact

  package init(_ path: PatchPath, _ fact: Fact) { (self.path, self.fact) = (path, fact) }

  package enum Fact: Hashable, Sendable {
    // What is read.
    case notMapping(found: String)
    case noKind
    case notText(found: String)
    case unknownKey(expected: [String])
    case notKind(String)
    case namePattern(String)
    case notName(String)
    case selector(String, LabelSelector.Fault)
    case emptyPatch
    case notPatch(found: String)
    case unreadableText(String)
    case notOperation(found: String)
    case unknownOperation(String?)
    case missingMember(String, of: String)
    case notPointer(String)
    case wholeObject(String)
    case movesIntoItself
    case unknownDirective(String)
    case leftoverDirective(String)
    case directiveBesideItems
    // What is applied.
    case kinds(at: PatchPath, found: String, given: String)
    case noMergeKey(String)
    case objectWithoutMergeKey(String, at: PatchPath)
    case repeatedItem(keys: [String], values: [String])
    case noSuchPlace(String)
    case noSuchIndex(String, count: Int)
    case notIndex(String)
    case notContainer(String, found: String)
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
