/// Which workflows kustomizations change: those whose folders they are built upon, through others as well.
struct OverlayReach {
  private let files: [String: OverlayFile]
  private let workflows: Set<String>
  /// What is built, by the folders of kustomizations.
  private var built: [String: Set<String>] = [:]

  /// - Parameter workflows: the folders of workflows in trees, from the root and without links.
  init(_ files: [OverlayFile], workflows: Set<String>) {
    self.files = Dictionary(files.map { ($0.folder, $0) }) { first, _ in first }
    self.workflows = workflows
  }

  /// The workflows whose objects each kustomization changes, by its folder.
  ///
  /// A component changes what the kustomizations that take it over are built upon.
  mutating func changed() -> [String: Set<String>] {
    var changed: [String: Set<String>] = [:]
    for folder in files.keys { changed[folder] = build(folder) }
    var queue = Array(files.keys)
    while let folder = queue.popLast() {
      for component in files[folder]?.components ?? [] {
        guard let known = changed[component], let more = changed[folder], !more.isSubset(of: known) else {
          continue
        }
        changed[component] = known.union(more)
        queue.append(component)
      }
    }
    return changed
  }

  private mutating func build(_ folder: String) -> Set<String> {
    if let known = built[folder] { return known }
    guard let file = files[folder] else { return [] }
    // kustomize refuses one that leads back to itself.
    built[folder] = []
    var found: Set<String> = []
    for part in file.resources + file.components {
      if workflows.contains(part) { found.insert(part) } else { found.formUnion(build(part)) }
    }
    built[folder] = found
    return found
  }
}
