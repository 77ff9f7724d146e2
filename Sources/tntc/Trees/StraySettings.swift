import Diagnostics
import Files
import Settings
import Tree
import WorkflowModel
import YAML

extension JobFinder {
  /// Warnings for settings of workflows that are nowhere: a name with a slip in it is heard by nobody.
  ///
  /// - Parameter known: names of workflows that were read already. What is nowhere among them is looked for in every
  ///   tree and every folder of the configuration, so that a call for a part of them gives no false alarm.
  func straySettings(known: Set<String>) throws -> [Finding] {
    let scopes = [configuration.defaults].compactMap(\.self) + configuration.environments.map(\.settings)
    let named = Set(scopes.flatMap(\.workflows.keys))
    guard !named.isSubset(of: known) else { return [] }
    var all = known
    for (_, tree) in try configuredTrees(environment: nil) {
      all.formUnion(try TreeIndex.workflows(of: tree))
    }
    guard !named.isSubset(of: all), let sources = namesOfSources() else { return [] }
    all.formUnion(sources)
    let words = all.sorted { $0.precedesByBytes($1) }
    return scopes.flatMap { scope in
      scope.workflows.filter { !all.contains($0.key) }.sorted { $0.key.precedesByBytes($1.key) }
        .compactMap { name, layer in
          let hint = Suggestion.nearest(to: name, in: words).map { "; did you mean `\($0)`?" }
          return layer.places?.finding(
            .warning, at: nil,
            "there is no workflow `\(name)`, so nobody has these settings\(hint ?? "; take them out, or add it")"
          )
        }
    }
  }

  /// The names in every workflow.yaml of the configured folders, valid or not; nil when one of them cannot be read.
  private func namesOfSources() -> Set<String>? {
    guard let found = try? directories([]) else { return nil }
    var names: Set<String> = []
    for directory in found.flatMap(\.directories) {
      guard let bytes = try? Disk.read(Path.join(directory, WorkflowSource.workflowFile)),
        case .scalar(let name)? = (try? Reader.read(bytes).valid())?.member("name")?.value.content
      else { return nil }
      names.insert(name.text)
    }
    return names
  }
}
