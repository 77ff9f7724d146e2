import Comparison

/// Finds what happens to a workflow in several environments alike.
enum FleetCopies {
  /// The same entries; those that are as in an environment before them, and files that are shown there, say so.
  static func found(in entries: [FleetEntry], _ scope: FleetScope, _ gate: Gate) -> [FleetEntry] {
    var entries = entries
    var told: [FleetMember.Identity: [Int]] = [:]
    func title(_ number: Int) -> String {
      scope.title(entries[number].tree.environment, entries[number].tree.tree)
    }
    for number in entries.indices where entries[number].isOwn && entries[number].tree.environment != nil {
      let others = told[entries[number].member.identity, default: []]
      if let original = others.first(where: { entries[$0].isSame(as: entries[number], gate) }) {
        entries[original].copies.append(title(number))
        entries[number].original = title(original)
        continue
      }
      for source in entries[number].sources.indices where !entries[number].sources[source].isWhole {
        for file in entries[number].sources[source].files.indices {
          let content = entries[number].sources[source].files[file]
          guard content.elsewhere == nil,
            let other = others.first(where: { entries[$0].shows(content.delta) })
          else { continue }
          entries[number].sources[source].files[file].elsewhere = "as in \(title(other))"
        }
      }
      told[entries[number].member.identity, default: []].append(number)
    }
    return entries
  }
}

extension FleetEntry {
  /// Whether it shows the lines of a file.
  fileprivate func shows(_ delta: FileDelta) -> Bool {
    sources.contains { source in
      !source.isWhole && source.files.contains { $0.elsewhere == nil && $0.delta.isSame(as: delta) }
    }
  }
}
