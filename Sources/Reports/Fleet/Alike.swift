import WorkflowModel
import YAML

/// A statement about one part of a comparison, like a workflow of a tree.
struct Said<Content> {
  let part: Int
  let workflow: String
  let content: Content
}

/// A statement that several parts share, except for the names of their workflows.
struct Alike<Content> {
  /// With `{name}` for the name, where the parts differ in it.
  let content: Content
  /// Where it is said: positions in the list that was looked through, ascending.
  fileprivate(set) var items: [Int]
  fileprivate(set) var parts: Set<Int>
  fileprivate var workflows: Set<ByteKey>

  /// Each content once, in the order of the first ones. What one workflow has alone is compared once more without its
  /// name.
  ///
  /// - Parameters:
  ///   - key: the same for contents that are the same.
  ///   - unnamed: a content without the name of its workflow.
  static func all(
    _ said: [Said<Content>], by key: (Content) -> String, unnamed: (Content, String) -> Content
  ) -> [Alike] {
    let named = grouped(said.enumerated().map { ($0, $1, $1.content) }, by: key)
    let alone = named.filter { $0.workflows.count == 1 }.flatMap(\.items).sorted()
    let unnamed = grouped(
      alone.map { position in
        let item = said[position]
        return (position, item, unnamed(item.content, item.workflow))
      }, by: key
    ).filter { $0.workflows.count > 1 }
    let taken = Set(unnamed.flatMap(\.items))
    let others = named.filter { !taken.contains($0.items[0]) }
    return (others + unnamed).sorted { $0.items[0] < $1.items[0] }
  }

  private static func grouped(
    _ said: [(position: Int, item: Said<Content>, content: Content)], by key: (Content) -> String
  ) -> [Alike] {
    var groups: [Alike] = []
    var known: [ByteKey: Int] = [:]
    for (position, item, content) in said {
      let key = ByteKey(key(content))
      let group = known[key] ?? groups.count
      if group == groups.count {
        known[key] = group
        groups.append(Alike(content: content, items: [], parts: [], workflows: []))
      }
      groups[group].items.append(position)
      groups[group].parts.insert(item.part)
      groups[group].workflows.insert(ByteKey(item.workflow))
    }
    return groups
  }
}
