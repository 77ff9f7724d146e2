import WorkflowModel

/// What Deno lets a node do, as flags: read the files of its version and the types of
/// nodes, write its own folder, reach its hosts.
struct Permissions {
  let reach: DenoReach
  /// With fixtures nothing is reached, and what the node may reach in the pod can be asked for all the same.
  let outside: NodeContext.Outside
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
    let own = ["unix:\(socket)"]
    switch (outside, reach) {
    case (.network, .everything): return ["--allow-net"]
    case (.network, .everythingBut(let hosts)): return ["--allow-net"] + Self.flags("--deny-net=", hosts)
    case (.network, .only(let hosts)): return Self.flags("--allow-net=", own + hosts)
    case (.fixtures, .everything): return Self.flags("--allow-net=", own)
    // A host that is denied by name is distinguished from one that is only not allowed, by Deno's own rules for hosts.
    case (.fixtures, .everythingBut(let hosts)), (.fixtures, .only(let hosts)):
      return Self.flags("--allow-net=", own) + (hosts.isEmpty ? [] : Self.flags("--deny-net=", hosts))
    }
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

  /// Nothing in it holds a comma: see `ScratchFolder.make`.
  private static func list(_ items: [String]) -> String { items.joined(separator: ",") }
}

/// What a node may reach, as Deno names hosts.
enum DenoReach {
  case everything
  case everythingBut([String])
  case only([String])

  /// - Parameter targets: nil for every host.
  init(_ targets: [NetworkTarget]?) {
    guard let targets else {
      self = .everything
      return
    }
    var hosts: [String] = []
    for target in targets {
      switch target.peer {
      case .host(NetworkHost.anyHost):
        self = .everything
        return
      case .range(_, isByName: true):
        // Deno knows a host by the name that a node asks for, and not by the addresses that the name leads to.
        self = .everythingBut(IPRange.metadata.map(Self.host))
        return
      case .host(let name): hosts += Self.hosts(name.contains(":") ? "[\(name)]" : name, target.ports)
      case .range(let range, isByName: false) where range.isIPv6 && !range.isAddress:
        // Deno does not start with one, and `ContractKeys` says that nodes do not reach it.
        break
      case .range(let range, isByName: false): hosts += Self.hosts(Self.host(range), target.ports)
      }
    }
    self = .only(hosts)
  }

  var isListed: Bool { if case .only = self { true } else { false } }

  /// Deno knows no transports.
  private static func hosts(_ host: String, _ ports: [NetworkPort]) -> [String] {
    ports.isEmpty ? [host] : Set(ports.map(\.number)).sorted().map { "\(host):\($0)" }
  }

  private static func host(_ range: IPRange) -> String {
    let text = range.isAddress ? range.address : range.text
    return range.isIPv6 ? "[\(text)]" : text
  }
}
