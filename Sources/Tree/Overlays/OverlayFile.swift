import Diagnostics
import Files
import YAML

/// A kustomization of the repository that is none of a tree's workflows.
struct OverlayFile {
  private static let maximumBytes = 1_000_000

  /// As seen from the working directory.
  let path: String
  /// The folder that holds it, from the root and without links.
  let folder: String
  let bytes: [UInt8]
  let root: Element

  /// Nil for what is not a kustomization: kustomize then builds nothing of it either.
  ///
  /// - Parameter place: from the root, without links in its folder.
  init?(_ place: String) {
    guard let bytes = try? Disk.read(place, limit: Self.maximumBytes, followingLinks: true),
      let root = Reader.read(bytes).root({ _ in }), case .mapping = root.content
    else { return nil }
    path = Path.resolved(".").map { Path.relative(place, from: $0) } ?? place
    (folder, self.bytes, self.root) = (Path.parent(place), bytes, root)
  }

  /// The folders that it is built upon, from the root and without links. What is elsewhere, like a URL, is none.
  var resources: [String] { folders("resources") + folders("bases") }

  /// The folders whose changes it takes over for all that it is built upon.
  var components: [String] { folders("components") }

  private func folders(_ key: String) -> [String] {
    root.items(of: key).compactMap { item in
      item.text.flatMap { Path.resolved(Path.join(folder, $0)) }
    }.filter(Disk.isFolder)
  }

  /// One of kustomize's own transformers and generators, configured by `transformers` and `generators`.
  struct Plugin {
    /// Of the item that configures it.
    let position: Position
    let kind: String
    let value: Value
  }

  /// Those that stand here or in a file; a folder of them is not looked into.
  var plugins: [Plugin] {
    (root.items(of: "transformers") + root.items(of: "generators")).flatMap { item in
      ManifestObjects.objects(in: contentOrText(item.text ?? "")).compactMap { value in
        guard value["apiVersion"]?.text == "builtin", let kind = value["kind"]?.text else { return nil }
        return Plugin(position: item.position, kind: kind, value: value)
      }
    }
  }

  /// - Parameter text: the path of a file, or what such a file holds.
  func contentOrText(_ text: String) -> [UInt8] { content(of: text) ?? Array(text.utf8) }

  /// - Returns: nil when it names a file that is not there, or no file at all.
  func content(of name: String) -> [UInt8]? {
    try? Disk.read(Path.join(folder, name), limit: Self.maximumBytes, followingLinks: true)
  }
}

extension Element {
  /// The text of a scalar, as it is written.
  var text: String? {
    if case .scalar(let scalar) = content, !isNull { scalar.text } else { nil }
  }

  /// The items of a list below a key; none where there is no such list.
  func items(of key: String) -> [Element] {
    if case .sequence(let items)? = member(key)?.value.content { items } else { [] }
  }

  /// The members of a mapping below a key; none where there is no such mapping.
  func members(of key: String) -> [Member] {
    if case .mapping(let members)? = member(key)?.value.content { members } else { [] }
  }
}
