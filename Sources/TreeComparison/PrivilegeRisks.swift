import YAML

/// Finds fields by which a pod may do more than before (Pod Security Standards, and what reaches Secrets).
struct PrivilegeRisks {
  /// Every workflow has this Secret.
  private let ownSecret: String
  /// What the objects of the workflow say already.
  private let known: Set<ByteKey>

  init(workflow: String, known: [Value]) {
    ownSecret = "\(workflow)-secrets"
    let leaves = known.flatMap { Self.leaves(nil, $0, FieldPath()) }
    self.known = Set(leaves.map(Self.key))
  }

  func find(in change: ObjectChange) -> [Risk] {
    guard change.action != .removed else { return [] }
    let isNew = change.action == .added
    let pairs =
      isNew ? [FieldChange(path: FieldPath(), from: nil, to: change.after)] : change.fields
    return pairs.flatMap { Self.leaves($0.from, $0.to, $0.path) }.filter { leaf in
      // A canary is as much as the Deployment beside it.
      isWider(leaf) && !(isNew && known.contains(Self.key(leaf)))
    }.map { leaf in
      .widerPrivilege(
        object: change.id, path: leaf.path.text, from: leaf.from.map(ObjectRisks.text),
        to: leaf.to.map(ObjectRisks.text))
    }
  }

  /// A field and its value, wherever among its like it stands.
  private static func key(_ leaf: FieldChange) -> ByteKey {
    let fields = leaf.path.fields.drop { $0 != "template" }
    return ByteKey("\(fields.joined(separator: "\n"))\n\(leaf.to.map(JSON.compact) ?? "")")
  }

  /// The single fields below two values, as far as they are not the same.
  private static func leaves(_ old: Value?, _ new: Value?, _ path: FieldPath) -> [FieldChange] {
    if old == new { return [] }
    let keys = [old, new].flatMap { value -> [String] in
      if case .mapping(let mapping)? = value { mapping.keys } else { [] }
    }
    var seen: Set<ByteKey> = []
    if !keys.isEmpty {
      return keys.filter { seen.insert(ByteKey($0)).inserted }
        .flatMap { leaves(old?[$0], new?[$0], path.appending(.key($0))) }
    }
    if case .sequence(let items)? = new,
      items.contains(where: { if case .mapping = $0 { true } else { false } })
    {
      let before: [Value] = if case .sequence(let items)? = old { items } else { [] }
      return items.enumerated().flatMap { position, item in
        leaves(
          before.indices.contains(position) ? before[position] : nil, item,
          path.appending(.position(position)))
      }
    }
    return [FieldChange(path: path, from: old, to: new)]
  }

  private func isWider(_ leaf: FieldChange) -> Bool {
    let fields = leaf.path.fields
    guard let field = fields.last else { return false }
    let parents = fields.dropLast()
    switch field {
    case "runAsNonRoot", "readOnlyRootFilesystem": return leaf.from == true && leaf.to != true
    case "allowPrivilegeEscalation", "automountServiceAccountToken":
      return leaf.from == false && leaf.to != false || leaf.to == true
    case "privileged", "hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostProcess":
      return leaf.to == true
    case "runAsUser", "runAsGroup": return leaf.to == 0
    case "hostPort": return leaf.to != nil
    case "secretName": return leaf.to != nil && leaf.to != .string(ownSecret)
    case "serviceAccountName": return leaf.to != nil && leaf.to != "default"
    case "procMount": return leaf.to != nil && leaf.to != "Default"
    case "runtimeClassName": return leaf.from != nil
    case "type" where parents.last == "seccompProfile" || parents.last == "appArmorProfile":
      return leaf.to == "Unconfined" || leaf.from != nil && leaf.to == nil
    case "drop" where parents.last == "capabilities": return !Self.holdsAll(of: leaf.from, leaf.to)
    case "add" where parents.last == "capabilities": return !Self.holdsAll(of: leaf.to, leaf.from)
    case "name" where parents.last == "secretKeyRef" || parents.last == "secretRef": return leaf.to != nil
    default: return parents.contains("hostPath") && leaf.to != nil
    }
  }

  /// Whether `list` has every item of `items`.
  private static func holdsAll(of items: Value?, _ list: Value?) -> Bool {
    guard case .sequence(let items)? = items else { return true }
    let held: [Value] = if case .sequence(let held)? = list { held } else { [] }
    return items.allSatisfy(held.contains)
  }
}
