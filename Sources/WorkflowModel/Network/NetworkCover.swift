import YAML

/// Targets, to ask whether one of them allows another target.
package struct NetworkCover {
  /// By names of hosts in lower case, `*` and `*.example.com` among them.
  private var hosts: [ByteKey: [NetworkTarget]] = [:]
  private var ranges: [NetworkTarget] = []

  package init(_ targets: [NetworkTarget]) {
    for target in targets {
      switch target.peer {
      case .host(let name): hosts[ByteKey(name.lowercased()), default: []].append(target)
      case .range: ranges.append(target)
      }
    }
  }

  /// Whether one of them allows all of another target.
  package func covers(_ target: NetworkTarget) -> Bool {
    if ranges.contains(where: { $0.covers(target) }) { return true }
    let names =
      if case .host(let name) = target.peer { NetworkHost.names(holding: name) } else {
        [NetworkHost.anyHost]
      }
    return names.contains { name in (hosts[ByteKey(name)] ?? []).contains { $0.coversPorts(of: target) } }
  }
}
