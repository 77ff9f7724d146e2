import WorkflowModel

/// What Deno lets a node do, as flags: read the files of its version and the types of
/// nodes, write its own folder, reach its hosts.
struct Permissions {
  /// Nil for every host.
  let targets: [NetworkTarget]?
  let directory: String
  let folder: String
  /// What sidecars share with the engine; nil where there is nothing of the kind.
  let shared: String?
  /// The file that `tentacular` stands for. Nodes take nothing but types from it; Deno opens it all the same for an
  /// import that is not marked as one of types.
  let types: String
  /// Where the engine is reached, once.
  let socket: String

  var flags: [String] {
    let shared = [shared].compactMap(\.self)
    let files = [
      "--allow-read=\(Self.list([directory, folder, types] + shared))",
      "--allow-write=\(Self.list([folder] + shared))",
    ]
    return files + network
  }

  private var network: [String] {
    guard let targets else { return ["--allow-net"] }
    var hosts = ["unix:\(socket)"]
    for target in targets {
      switch target.peer {
      case .host(NetworkHost.anyHost): return ["--allow-net"]
      case .range(_, isByName: true):
        // Deno knows a host by the name that a node asks for, and not by the addresses that the name leads to.
        return ["--allow-net", "--deny-net=\(Self.list(IPRange.metadata.map(Self.host)))"]
      case .host(let name): hosts += Self.hosts(name.contains(":") ? "[\(name)]" : name, target.ports)
      case .range(let range, isByName: false) where range.isIPv6 && !range.isAddress:
        // Deno does not start with one, and `ContractKeys` says that nodes do not reach it.
        break
      case .range(let range, isByName: false): hosts += Self.hosts(Self.host(range), target.ports)
      }
    }
    return Self.flags("--allow-net=", hosts)
  }

  /// Linux takes 128 KiB for an argument (`MAX_ARG_STRLEN`), and Deno unites the lists of flags that are repeated.
  private static let mostBytes = 100_000

  private static func flags(_ flag: String, _ items: [String]) -> [String] {
    var flags: [String] = []
    var list: [String] = []
    var size = 0
    for item in items {
      if size + item.utf8.count > mostBytes {
        flags.append(flag + Self.list(list))
        (list, size) = ([], 0)
      }
      list.append(item)
      size += item.utf8.count + 1
    }
    return flags + [flag + Self.list(list)]
  }

  /// Deno knows no transports.
  private static func hosts(_ host: String, _ ports: [NetworkPort]) -> [String] {
    ports.isEmpty ? [host] : Set(ports.map(\.number)).sorted().map { "\(host):\($0)" }
  }

  private static func host(_ range: IPRange) -> String {
    let text = range.isAddress ? range.address : range.text
    return range.isIPv6 ? "[\(text)]" : text
  }

  /// Nothing in it holds a comma: see `ScratchFolder.make`.
  private static func list(_ items: [String]) -> String { items.joined(separator: ",") }
}
