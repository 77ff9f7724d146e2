import Comparison
import WorkflowModel
import YAML

/// Takes out of the workflows of a comparison what several have alike.
struct SharedParts {
  /// With what is left of each.
  private(set) var entries: [FleetEntry]
  private let scope: FleetScope
  private let gate: Gate

  init(_ comparison: Comparison, in scope: FleetScope) {
    entries = FleetMember.all(in: comparison).filter(\.change.isDone).map { FleetEntry($0) }
    (self.scope, gate) = (scope, comparison.gate)
  }

  /// - Parameters:
  ///   - contents: what an entry has of the kind that is looked for.
  ///   - take: takes one of them out of its entry.
  private mutating func taken<Content>(
    _ contents: (FleetEntry) -> [Content], by key: (Content) -> String,
    unnamed: (Content, String) -> Content, take: (inout FleetEntry, Content) -> Void
  ) -> [Fleet.Shared<Content>] {
    let said = entries.enumerated().flatMap { number, entry in
      contents(entry).map { Said(part: number, workflow: entry.change.workflow, content: $0) }
    }
    var shared: [Fleet.Shared<Content>] = []
    var items: [Int] = []
    for alike in Alike.all(said, by: key, unnamed: unnamed) where alike.parts.count >= Fleet.several {
      let places = FleetPlaces(alike.parts.sorted().map { entries[$0].member }, in: scope)
      if places.workflows < Fleet.several { continue }
      items += alike.items
      shared.append(Fleet.Shared(content: alike.content, places: places))
    }
    // The last ones first, so that positions in an entry stay what they are.
    for item in items.sorted(by: >) { take(&entries[said[item].part], said[item].content) }
    return shared
  }

  mutating func takeFiles() -> [Fleet.Shared<FileDelta>] {
    taken(\.fileLines, by: \.key) {
      $0.withoutName($1)
    } take: { entry, line in
      entry.sources[line.source].files[line.file].elsewhere = FleetEntry.File.above
    }.map { Fleet.Shared(content: $0.content.shown, places: $0.places) }
  }

  mutating func takePackages() -> [Fleet.Shared<PackageList>] {
    typealias Item = (source: Int, list: PackageList)
    return taken { entry -> [Item] in
      entry.sources.enumerated().filter { $1.hasPackages }.map { ($0, PackageList($1.change)) }
    } by: {
      ($0.list.first + $0.list.rest).joined(separator: "\n")
    } unnamed: { item, _ in
      item
    } take: { entry, item in
      entry.sources[item.source].hasPackages = false
    }.map { Fleet.Shared(content: $0.content.list, places: $0.places) }
  }

  /// A version and its code stay together: what happens to versions is reported with others only where their code is.
  mutating func takeActs() -> [Fleet.Shared<Fleet.ActLine>] {
    typealias Item = (position: Int, act: Act, text: String)
    let shared = taken { entry -> [Item] in
      entry.acts.enumerated().filter { !entry.hasCode || $1.isBesides }.map {
        ($0, $1, ActText.text($1, of: entry.change))
      }
    } by: {
      $0.text
    } unnamed: {
      ($0.position, $0.act, WithoutName.text($0.text, $1))
    } take: { entry, item in
      let act = entry.acts.remove(at: item.position)
      entry.together.acts.insert(act, at: 0)
    }
    let ordered = shared.enumerated().sorted { left, right in
      (-left.element.places.workflows, left.offset) < (-right.element.places.workflows, right.offset)
    }
    return ordered.map { _, act in
      Fleet.Shared(
        content: Fleet.ActLine(kind: act.content.act.kind, text: act.content.text), places: act.places)
    }
  }

  mutating func takeNotes() -> [Fleet.Shared<String>] {
    taken(\.notes, by: \.self) {
      WithoutName.text($0, $1)
    } take: { entry, note in
      entry.notes.removeAll { $0.hasSameBytes(as: note) }
    }
  }

  mutating func takeObjects() -> [Fleet.Shared<Fleet.ObjectLine>] {
    typealias Item = (object: Int, line: Fleet.ObjectLine)
    let shared = taken { entry -> [Item] in
      entry.objects.enumerated().flatMap { number, object in
        object.lines.map { (number, $0) }
      }
    } by: {
      $0.line.key
    } unnamed: {
      ($0.object, $0.line.withoutName($1))
    } take: { entry, item in
      entry.together.fields += 1
      entry.objects[item.object].remove(item.line)
    }
    for part in entries.indices { entries[part].objects.removeAll { $0.lines.isEmpty } }
    return Self.byObject(shared.map { Fleet.Shared(content: $0.content.line, places: $0.places) })
  }

  /// The lines of one object after each other, objects in the order of the first lines.
  private static func byObject(_ lines: [Fleet.Shared<Fleet.ObjectLine>]) -> [Fleet.Shared<Fleet.ObjectLine>]
  {
    var objects: [[Fleet.Shared<Fleet.ObjectLine>]] = []
    var known: [ByteKey: Int] = [:]
    for line in lines {
      let object = known[line.content.object] ?? objects.count
      if object == objects.count {
        known[line.content.object] = object
        objects.append([])
      }
      objects[object].append(line)
    }
    return objects.flatMap(\.self)
  }

  mutating func takeRisks() -> [Fleet.Shared<Fleet.RiskLine>] {
    let gate = gate
    let shared = taken { entry in
      entry.risks.map { Fleet.RiskLine($0, of: entry.change, gate) }
    } by: {
      $0.key
    } unnamed: {
      $0.withoutName($1)
    } take: { entry, line in
      entry.together.risks += 1
      entry.risks.removeAll { $0.isSame(as: line.risk) }
    }
    return Risk.Level.allCases.flatMap { level in shared.filter { $0.content.risk.level == level } }
  }
}
