import Rendering
import Settings
import YAML

/// Fields of a lock that this program does not know: a newer one wrote them, and needs them later.
///
/// It holds the lock as it was read. What is unknown in it is taken over into a new one, each member behind the
/// one that it stood behind, as long as what it belongs to is there.
struct UnknownFields: Equatable, Sendable {
  private let lock: Mapping

  private enum Known {
    static let lock = [
      "format", "workflow", "source", "renamedFrom", "live", "pinned", "canary", "config", "settings",
      "flags",
      "networkPolicy", "sidecars", "versions", "configs", "tombstones", "derived", "history", "tntc", "files",
    ]
    static let parts = [
      "pinned": ["version", "reason"], "canary": ["version", "weight", "via", "gateway", "hostname"],
      "settings": SettingField.keys,
    ]
    /// Members of the items of lists. A version that becomes a tombstone keeps what is unknown.
    static let items = [
      "versions": ["version", "digest", "file", "parts", "bad", "fixes"],
      "tombstones": ["version", "digest", "file", "parts", "bad", "fixes"], "configs": ["name", "file"],
    ]
  }

  private init(lock: Mapping) { self.lock = lock }

  /// Nil when everything is known.
  init?(_ root: Element) {
    guard Self.isUnknown(root), case .mapping(let lock) = root.value else { return nil }
    self.lock = lock
  }

  private static func isUnknown(_ root: Element) -> Bool {
    func hasOthers(_ element: Element, _ known: [String]) -> Bool {
      guard case .mapping(let members) = element.content else { return false }
      return members.contains { !known.contains($0.key) }
    }
    if hasOthers(root, Known.lock) { return true }
    for (key, known) in Known.parts {
      if let part = root.member(key)?.value, hasOthers(part, known) { return true }
    }
    for (key, known) in Known.items {
      guard case .sequence(let items)? = root.member(key)?.value.content else { continue }
      if items.contains(where: { hasOthers($0, known) }) { return true }
    }
    return false
  }

  // MARK: A new lock

  /// A new lock with what is unknown in the old one.
  func taken(into new: Mapping) -> Mapping {
    var new = new
    for (key, known) in Known.parts {
      guard case .mapping(let old)? = lock[key], case .mapping(let part)? = new[key] else { continue }
      // Another pin or canary does not take over unknown fields.
      guard key == "settings" || old["version"] == part["version"] else { continue }
      new[key] = .mapping(Self.taking(old, known, into: part))
    }
    for (key, known) in Known.items {
      guard case .sequence(let items)? = new[key] else { continue }
      new[key] = .sequence(items.map { item(like: $0, key, known) })
    }
    return Self.taking(lock, Known.lock, into: new)
  }

  private func item(like new: Value, _ key: String, _ known: [String]) -> Value {
    let lists = key == "tombstones" ? [key, "versions"] : [key]
    return lists.reduce(new) { item, list in
      guard case .sequence(let items)? = lock[list] else { return item }
      return Self.taking(fromAny: items, known, into: item)
    }
  }

  /// An item of a list with what is unknown in those that are the same.
  static func taking(fromAny items: [Value], _ known: [String], into new: Value) -> Value {
    guard case .mapping(var item) = new else { return new }
    for case .mapping(let old) in items where isSame(old, item) { item = taking(old, known, into: item) }
    return .mapping(item)
  }

  /// A version with other content is another one.
  private static func isSame(_ left: Mapping, _ right: Mapping) -> Bool {
    ["version", "digest", "name"].allSatisfy { left[$0] == right[$0] }
  }

  /// `new` with those members of `old` that are not known, each behind the one that it stood behind.
  static func taking(_ old: Mapping, _ known: [String], into new: Mapping) -> Mapping {
    var first: [(String, Value)] = []
    var behind: [String: [(String, Value)]] = [:]
    var last: String?
    for (key, value) in old {
      if known.contains(key) {
        if new[key] != nil { last = key }
      } else if new[key] == nil {
        if let last { behind[last, default: []].append((key, value)) } else { first.append((key, value)) }
      }
    }
    if first.isEmpty, behind.isEmpty { return new }
    var result = Mapping()
    for (key, value) in first { result[key] = value }
    for (key, value) in new {
      result[key] = value
      for (key, value) in behind[key] ?? [] { result[key] = value }
    }
    return result
  }

  // MARK: A merge

  /// What two locks that came from the same one hold beyond what is known.
  ///
  /// - Parameters:
  ///   - taken: the side whose pin and canary are in force, where they are not the same.
  ///   - choose: what becomes of a member that both changed, each differently; called with its name.
  static func merged(
    _ base: UnknownFields?, _ ours: UnknownFields?, _ theirs: UnknownFields?, taken: ReleaseMerge.Side,
    _ choose: (String, Value?, Value?) throws(ReleaseMerge.Conflict) -> Value?
  ) throws(ReleaseMerge.Conflict) -> UnknownFields? {
    guard ours != nil || theirs != nil else { return nil }
    let sides = Sides(
      base: base?.lock ?? Mapping(), ours: ours?.lock ?? Mapping(), theirs: theirs?.lock ?? Mapping())
    var merged = try sides.members(but: Known.lock, choose)
    for (key, known) in Known.parts {
      let part = sides.part(key)
      let isOneThing = key == "settings" || part.ours["version"] == part.theirs["version"]
      let members =
        isOneThing ? try part.members(but: known, choose) : taken == .ours ? part.ours : part.theirs
      merged[key] = members.isEmpty ? nil : .mapping(members)
    }
    for key in Known.items.keys {
      func items(_ lock: Mapping) -> [Value] {
        if case .sequence(let items)? = lock[key] { items } else { [] }
      }
      let all = items(sides.ours) + items(sides.theirs)
      if !all.isEmpty { merged[key] = .sequence(all) }
    }
    return UnknownFields(lock: merged)
  }

  /// A mapping as each side of a merge has it.
  private struct Sides {
    let base: Mapping
    let ours: Mapping
    let theirs: Mapping

    func part(_ key: String) -> Sides {
      func part(_ lock: Mapping) -> Mapping {
        if case .mapping(let part)? = lock[key] { part } else { Mapping() }
      }
      return Sides(base: part(base), ours: part(ours), theirs: part(theirs))
    }

    /// All members in the order of both, the known ones with the value that they have here or there.
    func members(
      but known: [String], _ choose: (String, Value?, Value?) throws(ReleaseMerge.Conflict) -> Value?
    ) throws(ReleaseMerge.Conflict) -> Mapping {
      var merged = ours
      for (key, value) in theirs where known.contains(key) && merged[key] == nil { merged[key] = value }
      merged = UnknownFields.taking(theirs, known, into: merged)
      for key in merged.keys where !known.contains(key) {
        let (old, mine, other) = (base[key], ours[key], theirs[key])
        if mine == other || other == old {
          merged[key] = mine
        } else if mine == old {
          merged[key] = other
        } else {
          merged[key] = try choose(key, mine, other)
        }
      }
      return merged
    }
  }
}
