import WorkflowModel

/// What Deno lets a node do, as flags: read the files of its version and the types of
/// nodes, write its own folder, reach its hosts.
struct Permissions {
  let access: NetworkAccess
  let directory: String
  let folder: String
  /// The module that `tentacular` stands for: Deno reads it before it erases what is imported for types.
  let types: String
  /// Where the engine is reached, once.
  let socket: String

  var flags: [String] {
    let files = [
      "--allow-read=\(Self.list([directory, folder, types]))", "--allow-write=\(Self.list([folder]))",
    ]
    return files + network
  }

  private var network: [String] {
    switch access {
    case .unrestricted: ["--allow-net"]
    case .hosts(let hosts) where hosts.contains(where: \.isAny): ["--allow-net"]
    case .hosts(let hosts): ["--allow-net=\(Self.list(["unix:\(socket)"] + hosts.map(\.text)))"]
    }
  }

  /// Nothing in it holds a comma: see `ScratchFolder.make`.
  private static func list(_ items: [String]) -> String { items.joined(separator: ",") }
}
