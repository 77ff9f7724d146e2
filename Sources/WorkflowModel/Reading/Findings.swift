package import Diagnostics
package import YAML

/// Gathers what is wrong with one file.
package struct Findings {
  package private(set) var all: [Finding] = []
  package let path: String
  /// What the findings that follow are about.
  package var rule: Finding.Rule
  private var hints = 0

  package init(path: String, rule: Finding.Rule = .input) {
    (self.path, self.rule) = (path, rule)
  }

  package mutating func error(_ position: Position, _ message: String) {
    all.append(Finding(.error, path: path, position: position, message: message, rule: rule))
  }

  /// About the file as a whole.
  package mutating func error(_ message: String) {
    all.append(Finding(.error, path: path, message: message, rule: rule))
  }

  package mutating func notice(_ position: Position, _ message: String) {
    all.append(Finding(.notice, path: path, position: position, message: message, rule: rule))
  }

  /// About another file that this one names.
  package mutating func add(_ finding: Finding) { all.append(finding) }

  package mutating func warning(_ position: Position, _ message: String) {
    all.append(Finding(.warning, path: path, position: position, message: message, rule: rule))
  }
}

extension Findings {
  /// The known word that a misspelt one was meant to be. After a thousand of them nobody reads hints any more, and
  /// each costs a comparison with every word.
  package mutating func hint(for text: String, in words: [String]) -> String? {
    guard hints < 1000 else { return nil }
    hints += 1
    return Suggestion.nearest(to: text, in: words)
  }

  /// What is read must be what the author meant, whichever YAML they know, and must be there in JavaScript.
  /// On numbers of JSON readers agree, except for what they can hold.
  package mutating func warn(ofHazardsIn element: Element) {
    element.scalars { scalar, position in
      if let hazard = scalar.hazard { warning(position, hazard) }
    }
  }
}

extension Element {
  fileprivate func scalars(_ look: (Scalar, Position) -> Void) {
    switch content {
    case .scalar(let scalar): look(scalar, position)
    case .sequence(let items): for item in items { item.scalars(look) }
    case .mapping(let members): for member in members { member.value.scalars(look) }
    }
  }
}
