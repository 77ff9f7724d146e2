package import Diagnostics
package import Files
import Releases
import Rendering
import YAML

/// Finds objects that two workflows of one cluster both make, and sources that two workflows of one tree share.
package struct CollisionCheck {
  private var owners: [ObjectIdentity: Owner] = [:]
  /// In the order in which they were found.
  private var pairs: [Pair] = []
  private var objects: [Pair: [ObjectIdentity]] = [:]
  /// Workflows that share a source.
  private var twins: [Twins] = []

  /// Two workflows of one tree with one source.
  private struct Twins {
    let tree: String
    let source: String
    let first: String
    let second: String
    /// The workflow that the other was renamed from.
    let old: String?
  }

  private struct Owner: Hashable {
    let tree: String
    let workflow: String
    var path: String { Path.join(tree, workflow) }
  }

  /// Two workflows with an object in common.
  private struct Pair: Hashable {
    let first: Owner
    let second: Owner
    /// Whether it is the same object only if both are delivered to the same namespace.
    let isDoubtful: Bool
  }

  /// - Parameters:
  ///   - trees: those whose objects go to one cluster.
  ///   - known: workflows that were read already, by tree and name.
  package init(_ trees: [String], known: [String: [String: PlacedWorkflow]] = [:]) throws(FileError) {
    for tree in trees {
      let names = try TreeIndex.workflows(of: tree)
      let known = known[tree] ?? [:]
      let found = TreeIndex.map(tree, names) { known[$0] ?? PlacedWorkflow($0, in: tree) }
      var sources: [String: (name: String, renamedFrom: String?)] = [:]
      for (name, placed) in zip(names, found) {
        guard let placed else { continue }
        for object in placed.objects { add(object, of: Owner(tree: tree, workflow: name)) }
        guard let source = placed.source else { continue }
        if let other = sources.updateValue((name, placed.renamedFrom), forKey: source) {
          let old = other.renamedFrom == name ? name : placed.renamedFrom == other.name ? other.name : nil
          twins.append(Twins(tree: tree, source: source, first: other.name, second: name, old: old))
        }
      }
    }
  }

  private mutating func add(_ object: ObjectIdentity, of owner: Owner) {
    guard let first = owners[object] else {
      owners[object] = owner
      return
    }
    if first == owner { return }
    let isDoubtful = object.namespace == nil && !object.isOfCluster && first.tree != owner.tree
    let pair = Pair(first: first, second: owner, isDoubtful: isDoubtful)
    if objects[pair] == nil { pairs.append(pair) }
    objects[pair, default: []].append(object)
  }

  /// - Parameter isAskedFor: whether somebody wants to know of a workflow of a tree.
  package func findings(_ isAskedFor: (_ tree: String, _ workflow: String) -> Bool) -> [Finding] {
    pairs.filter { pair in
      [pair.first, pair.second].contains { isAskedFor($0.tree, $0.workflow) }
    }.map(finding)
  }

  /// Workflows with one source, of which one is a leftover.
  ///
  /// - Parameter place: the options that name the tree on a command line, with a space before each.
  package func sharedSources(in tree: String, place: String) -> [Finding] {
    twins.filter { $0.tree == tree }.map { twins in
      let leftover = twins.old ?? twins.second
      let other = leftover == twins.first ? twins.second : twins.first
      let which = twins.old == nil ? ", or `\(other)` if that is the old name" : ""
      return Finding(
        .warning, path: Path.join(tree, leftover),
        message:
          "it has the same source as `\(other)`, `\(twins.source)`, and both run; remove it with "
          + "`tntc remove \(leftover)\(place)`\(which)", rule: .tree)
    }
  }

  private static let shown = 3

  private func finding(_ pair: Pair) -> Finding {
    let objects = objects[pair] ?? []
    let rest = objects.count > Self.shown ? " and \(objects.count - Self.shown) more" : ""
    let names = objects.prefix(Self.shown).map(\.text).joined(separator: ", ") + rest
    let namespace = objects.first?.namespace.map { " in namespace \($0)" } ?? ""
    let owners = "makes \(names)\(namespace), and so does `\(pair.first.path)`"
    return pair.isDoubtful
      ? Finding(
        .warning, path: pair.second.path,
        message:
          "\(owners), and neither names a namespace: in the same one they overwrite each other's objects; "
          + "give each its own, with the setting `namespace`", rule: .tree)
      : Finding(
        path: pair.second.path,
        message:
          "\(owners), so each overwrites the other's objects, and a controller that prunes deletes them; give one of "
          + "them another name, or another namespace", rule: .tree)
  }
}

/// A workflow's folder, read for the names of its objects.
package struct PlacedWorkflow: Sendable {
  let source: String?
  let renamedFrom: String?
  let objects: [ObjectIdentity]

  /// Nil for what cannot be read: that is reported where the folder is checked.
  init?(_ workflow: String, in tree: String) {
    let path = Path.join(tree, workflow)
    guard let release = try? Release.read(in: path) else { return nil }
    self.init(release) { (try? Disk.readIfPresent(Path.join(path, $0))) ?? [] }
  }

  /// - Parameter bytes: of a file of the folder; empty when it is not there.
  init(_ release: Release, _ bytes: (String) -> [UInt8]) {
    (source, renamedFrom) = (release.source, release.renamedFrom)
    let namespace = ObjectScan.text("namespace", in: bytes(ReleaseNames.kustomization))
    let manifests = release.manifests.flatMap { ObjectScan.objects(in: bytes($0)) }
    let code = release.writeOnceFiles.flatMap(\.configMaps).map {
      ObjectIdentity(apiVersion: "v1", kind: "ConfigMap", name: $0, namespace: nil)
    }
    objects = (manifests + code).map { $0.inside(namespace) }
  }
}
