import Comparison
import Diagnostics
import WorkflowModel
import YAML

/// Where several workflows have something: by tree, in the order of the comparison.
struct FleetPlaces {
  struct Place: Equatable {
    let environment: String?
    let tree: String
    let workflows: [String]

    static func == (left: Place, right: Place) -> Bool {
      left.environment.map(ByteKey.init) == right.environment.map(ByteKey.init)
        && left.tree.hasSameBytes(as: right.tree) && left.hasSameWorkflows(as: right)
    }

    func hasSameWorkflows(as other: Place) -> Bool {
      workflows.elementsEqual(other.workflows) { $0.hasSameBytes(as: $1) }
    }
  }

  let places: [Place]
  /// A workflow that is in several environments counts once.
  let workflows: Int
  private let scope: FleetScope

  /// - Parameter members: those that have it, in the order of the comparison.
  init(_ members: some Sequence<FleetMember>, in scope: FleetScope) {
    var places: [(first: FleetMember, workflows: [String])] = []
    var identities: Set<FleetMember.Identity> = []
    for member in members {
      if places.last?.first.treeNumber != member.treeNumber { places.append((member, [])) }
      places[places.count - 1].workflows.append(member.change.workflow)
      identities.insert(member.identity)
    }
    self.places = places.map {
      Place(environment: $0.first.tree.environment, tree: $0.first.tree.tree, workflows: $0.workflows)
    }
    workflows = identities.count
    self.scope = scope
  }

  /// `18 workflows of 3 environments`.
  var extent: String {
    let count = Counted.text(workflows, "workflow")
    if scope.places == 1 { return count }
    let environments = places.compactMap(\.environment)
    if environments.count < places.count {
      return places.count == 1
        ? "\(count) of \(places[0].tree)" : "\(count) of \(Counted.text(places.count, "tree"))"
    }
    let distinct = Set(environments.map(ByteKey.init))
    return distinct.count == 1
      ? "\(count) of \(environments[0])" : "\(count) of \(Counted.text(distinct.count, "environment"))"
  }

  /// A line for each list of names: `production, staging: a, b and 8 more`.
  ///
  /// - Parameter most: so many names are shown of each list; nil for all.
  func lines(most: Int?) -> [String] {
    var lists: [(titles: [String], place: Place)] = []
    for place in places {
      let title = scope.title(place.environment, place.tree)
      if let list = lists.firstIndex(where: { $0.place.hasSameWorkflows(as: place) }) {
        lists[list].titles.append(title)
      } else {
        lists.append(([title], place))
      }
    }
    return lists.map { titles, place in
      let all = place.workflows.count
      // One name more is as short as the words about it.
      let count = most.map { all <= $0 + 1 ? all : $0 } ?? all
      let rest = place.workflows.count - count
      let names =
        place.workflows.prefix(count).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
      return scope.places == 1 ? names : "\(titles.joined(separator: ", ")): \(names)"
    }
  }

  func isCut(most: Int) -> Bool { places.contains { $0.workflows.count > most + 1 } }
}
