import Comparison
import Diagnostics
import Files
import Git
import Releases
import Settings
import WorkflowModel
import YAML

/// Finds the file and the line to which a risk is reported, as seen from the working directory.
struct RiskLocation {
  typealias Place = (path: String, position: Position?)

  private let configuration: Configuration
  private let tree: TreeDifference
  private let change: WorkflowChange
  private let places: RiskPlaces
  /// The folder with the source; nil where it is not known.
  private let source: String?

  init(_ configuration: Configuration, _ tree: TreeDifference, _ change: WorkflowChange) {
    (self.configuration, self.tree, self.change) = (configuration, tree, change)
    places = RiskPlaces(change)
    source = GitRepository.root(holding: tree.tree).flatMap { root in
      (change.after ?? change.before)?.source.map { Path.join(root, $0) }
    }
  }

  /// Each risk with its place.
  static func all(
    _ comparison: Comparison, _ configuration: Configuration
  ) -> [(tree: TreeDifference, change: WorkflowChange, risk: Risk, place: Place)] {
    comparison.trees.flatMap { tree in
      tree.workflows.flatMap { change in
        let location = RiskLocation(configuration, tree, change)
        return change.allRisks.map { (tree, change, $0, location.place(of: $0)) }
      }
    }
  }

  func place(of risk: Risk) -> Place {
    for place in places.places(of: risk) { if let found = found(place) { return found } }
    return (inTree(Release.lockFile), nil)
  }

  private func inTree(_ file: String) -> String { Path.join(Path.join(tree.tree, change.workflow), file) }

  private func found(_ place: RiskPlace) -> Place? {
    switch place {
    case .source(let file, let position): return ofSource(file, position)
    case .setting(let keys): return setting(keys)
    case .template(let file, let field): return template(file, field)
    case .tree(let file, let position): return (inTree(file), position)
    }
  }

  /// The file of the source as it is on disk, where it is that of the version; else the version in the tree.
  private func ofSource(_ file: String, _ position: Position?) -> Place? {
    let bytes = places.bytes(ofSource: file)
    if let source, let bytes, (try? Disk.readIfPresent(Path.join(source, file))) == bytes {
      return (Self.shown(Path.join(source, file)), position)
    }
    guard bytes != nil, case .tree(let file, _)? = places.versionFile else { return nil }
    return (inTree(file), nil)
  }

  /// Nil for what a flag said, which is in no file.
  private func setting(_ keys: [String]) -> Place? {
    let flags = change.after?.flags ?? []
    if let key = keys.first, flags.contains(where: key.hasSameBytes) { return nil }
    let environment = configuration.environments.first { $0.name == tree.environment }
    let layers = configuration.layers(
      for: change.workflow, from: source.flatMap(Path.resolved), environment)
    let place = layers.lazy.reversed().compactMap { $0.places?.place(of: keys) }.first
    return place.map { ($0.path, $0.position) }
  }

  private func template(_ file: String, _ field: FieldPath) -> Place? {
    guard let folder = change.after?.settings[.templates]?.text else { return nil }
    let path = Path.join(Path.join(tree.tree, folder), file)
    guard let bytes = try? Disk.readIfPresent(path) else { return nil }
    return (Self.shown(path), Reader.read(bytes).root { _ in }.map { field.position(in: $0) })
  }

  private static func shown(_ path: String) -> String {
    guard let here = Path.resolved("."), let resolved = Path.resolved(path) else { return path }
    return Path.relative(resolved, from: here)
  }
}
