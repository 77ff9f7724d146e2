import Tree
import YAML

/// Who changed fields of an object, as the API server remembers it.
package struct FieldManager: Sendable, Hashable {
  /// Like `kubectl`, `argocd-controller` or `kubectl-edit`.
  package let name: String
  /// `Apply`, for managers that send the whole configuration each time, or `Update`.
  package let operation: String
  /// Like `scale`; nil for the object itself.
  package let subresource: String?

  package init(name: String, operation: String, subresource: String?) {
    (self.name, self.operation, self.subresource) = (name, operation, subresource)
  }

  var isApply: Bool { operation == "Apply" }

  /// A person at a terminal: kubectl calls itself after its command, `kubectl scale` and older ones plainly.
  var isByHand: Bool { !isApply && (name == "kubectl" || name.hasPrefix("kubectl-")) }
}

extension Set<FieldManager> {
  /// By their names.
  var inOrder: [FieldManager] {
    sorted { ($0.name, $0.operation, $0.subresource ?? "") < ($1.name, $1.operation, $1.subresource ?? "") }
  }
}

/// Who claims a value of an object and what is in it.
struct FieldClaims: Sendable {
  private struct Claim: Sendable {
    let manager: FieldManager?
    let role: Role
    let extent: Extent
  }

  private enum Role: Sendable {
    /// Sends all its fields each time; a field that it owns and the tree lacks was removed from the tree.
    case applier
    case updater
    /// `kubectl apply` without `--server-side`: owns defaults as well, so that its last-applied is asked instead.
    case clientSide
  }

  private enum Extent: Sendable {
    case fields(FieldSet)
    /// A part of a list that is set as a whole.
    case part
    /// A part of a map that was set as a whole, or was empty.
    case member
    /// What a client-side apply said here.
    case applied(Value)
  }

  private let claims: [Claim]

  static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

  private init(_ claims: [Claim]) { self.claims = claims }

  /// Those of a whole object, as a cluster answered it.
  init(_ object: Value) {
    let annotations = object["metadata"]?["annotations"]
    let applied = annotations?[Self.lastApplied]?.text.flatMap { try? JSON.read(Array($0.utf8)) }
    var claims: [Claim] = []
    for entry in object["metadata"]?["managedFields"]?.elements ?? [] {
      guard let fields = entry["fieldsV1"], entry["subresource"] != "status" else { continue }
      let manager = FieldManager(
        name: entry["manager"]?.text ?? "", operation: entry["operation"]?.text ?? "",
        subresource: entry["subresource"]?.text)
      let set = FieldSet(fields)
      let isClientSide = set.field("metadata")?.field("annotations")?.field(Self.lastApplied) != nil
      let role: Role = manager.isApply ? .applier : applied != nil && isClientSide ? .clientSide : .updater
      claims.append(Claim(manager: manager, role: role, extent: .fields(set)))
    }
    let isApplied = claims.isEmpty || claims.contains { $0.role == .clientSide }
    if let applied, isApplied {
      claims.append(Claim(manager: nil, role: .applier, extent: .applied(applied)))
    }
    self.claims = claims
  }

  var isEmpty: Bool { claims.isEmpty }

  /// Those who own something here, in the order of their names.
  var managers: [FieldManager] { Set(claims.compactMap(\.manager)).inOrder }

  /// Those of them from whom an apply does not take over by itself.
  var opponents: [FieldManager] {
    Set(claims.filter { $0.role == .updater }.compactMap(\.manager)).inOrder
  }

  var hasAppliers: Bool { claims.contains { $0.role == .applier } }
  var hasUpdaters: Bool { claims.contains { $0.role == .updater } }
  /// Whether it is only a part of a list that was set as a whole, so that the part has no owner of its own.
  var isPart: Bool { claims.contains { if case .part = $0.extent { true } else { false } } }

  /// Whether those who count most claim the value as it is, and not only something in it.
  ///
  /// - Parameter isItem: whether it is an item of a list, which somebody has put there.
  func isWhole(isItem: Bool) -> Bool {
    let role: Role = hasAppliers ? .applier : .updater
    return claims.contains { claim in
      guard claim.role == role else { return false }
      return switch claim.extent {
      case .fields(let set): set.isLeaf || isItem && set.isMember
      case .part, .applied: true
      case .member: false
      }
    }
  }

  /// The claims on a field of it.
  func field(_ name: String) -> FieldClaims {
    below { extent in
      switch extent {
      case .fields(let set) where set.isLeaf: .member
      case .fields(let set): set.field(name).map(Extent.fields)
      case .part, .member: extent
      case .applied(let value): value[name].flatMap(Self.said).map(Extent.applied)
      }
    }
  }

  /// The claims on an item of it.
  ///
  /// - Parameters:
  ///   - position: from 0.
  ///   - keys: that tell items apart, if any do.
  func item(_ item: Value, at position: Int, _ keys: [String]?) -> FieldClaims {
    below { extent in
      switch extent {
      case .fields(let set) where set.isLeaf: .part
      case .fields(let set): set.item(item, at: position).map(Extent.fields)
      case .part, .member: extent
      case .applied(let list): Self.same(item, at: position, keys, in: list.elements).map(Extent.applied)
      }
    }
  }

  /// Maps to which others add keys: only the manager that names a key owns it.
  var ofKeysAlone: FieldClaims {
    FieldClaims(
      claims.filter {
        switch $0.extent {
        case .fields(let set): !set.isLeaf
        case .part, .member: false
        case .applied: true
        }
      })
  }

  private func below(_ step: (Extent) -> Extent?) -> FieldClaims {
    FieldClaims(
      claims.compactMap { claim in
        step(claim.extent).map { Claim(manager: claim.manager, role: claim.role, extent: $0) }
      })
  }

  /// Null and what is empty say nothing.
  private static func said(_ value: Value) -> Value? {
    switch value {
    case .null, .mapping([:]), .sequence([]): nil
    default: value
    }
  }

  private static func same(_ item: Value, at position: Int, _ keys: [String]?, in list: [Value]) -> Value? {
    guard let keys else { return list.indices.contains(position) ? list[position] : nil }
    // What was applied may leave out a key that has a default, like the protocol of a port.
    return list.first { applied in
      keys.allSatisfy { applied[$0] == nil || applied[$0] == item[$0] }
        && keys.contains { applied[$0] != nil }
    }
  }
}
