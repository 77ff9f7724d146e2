import Comparison
import Diagnostics
import YAML

/// An object of the tree and how it is in a cluster, in words.
struct ObjectRow: Sendable {
  /// `deployment/w`
  let object: String
  let standing: ObjectStanding
  /// Whether it is of a kind of which the cluster tells this user nothing.
  let isUnseen: Bool

  private static let shownFields = 5
  private static let shownCharacters = 60

  var state: ClusterState { standing.state }

  /// Its state, its name and what differs; and what others set, in a line of its own.
  var lines: [[String]] {
    let theirs = standing.theirs.filter { !Self.isToldElsewhere($0.path) }
    return [["  \(word)", object, detail]]
      + (theirs.isEmpty
        ? []
        : [
          [
            "  theirs", object,
            Self.list(theirs.map { "\($0.path): \(Self.text($0))\(Self.by($0.managers))" }),
          ]
        ])
  }

  /// What stops a workflow is reported with the schedules and rollouts that it stops.
  private static func isToldElsewhere(_ path: String) -> Bool {
    path == "spec.suspend" || path == "spec.paused"
  }

  var word: String {
    if isUnseen { return "not known" }
    return switch state {
    case .inSync: "in sync"
    case .differs: "differs"
    case .missing: "missing"
    case .leaving: "being deleted"
    }
  }

  private var detail: String {
    if state == .leaving { return "it is being deleted; an apply makes it again once it is gone" }
    guard case .differs(let fields) = state else { return "" }
    return Self.list(
      fields.map { field in
        let (tree, cluster) = Self.shown(field)
        return "\(field.path): \(tree) in the tree, \(cluster) in the cluster\(Self.by(field.managers))"
      })
  }

  private static func list(_ fields: [String]) -> String {
    let more = fields.count - shownFields
    return fields.prefix(shownFields).joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
  }

  /// Who else but an apply owns it.
  private static func by(_ managers: [FieldManager]) -> String {
    let others = managers.filter { $0.operation != "Apply" }.map(name)
    return others.isEmpty ? "" : " (\(others.joined(separator: ", ")))"
  }

  static func name(_ manager: FieldManager) -> String {
    manager.name + (manager.subresource.map { " \($0)" } ?? "")
  }

  private static func text(_ field: ObjectStanding.OwnedField) -> String {
    short(field.value.text ?? JSON.compact(field.value))
  }

  /// Of texts with several lines, the first that differs.
  private static func shown(_ field: ClusterState.Difference) -> (tree: String, cluster: String) {
    let texts = field.texts
    let (tree, cluster) = (lines(of: texts.tree), lines(of: texts.cluster))
    guard field.tree?.text != nil, field.cluster?.text != nil, max(tree.count, cluster.count) > 1,
      let line = (0..<max(tree.count, cluster.count)).first(where: { position in
        !(tree.indices.contains(position) && cluster.indices.contains(position)
          && tree[position].hasSameBytes(as: cluster[position]))
      })
    else { return (short(texts.tree), short(texts.cluster)) }
    func part(_ lines: [String]) -> String {
      lines.indices.contains(line) ? short(lines[line]) : "no such line"
    }
    return ("line \(line + 1), \(part(tree))", part(cluster))
  }

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func short(_ text: String) -> String {
    let line = lines(of: text).first ?? ""
    return line.count > shownCharacters || line.count < text.count ? "\(line.prefix(shownCharacters))…" : line
  }

  // MARK: JSON

  var value: Value {
    [
      "object": .string(object), "state": .string(word), "fields": fields,
      "theirs": .sequence(
        standing.theirs.map {
          ["path": .string($0.path), "cluster": $0.value, "managers": Self.value($0.managers)]
        }),
      "unclear": .sequence(standing.unclear.map(Value.string)), "comparedBy": basis,
      "immutable": .bool(standing.isImmutable),
      "conflicts": Self.value(standing.opponents),
      "refused": .sequence(
        standing.clashes.map { ["path": .string($0.path), "name": .string($0.name)] }),
    ]
  }

  private var fields: Value {
    guard case .differs(let fields) = state else { return [] }
    return .sequence(
      fields.map { field in
        [
          "path": .string(field.path), "tree": .string(field.texts.tree),
          "cluster": .string(field.texts.cluster), "managers": Self.value(field.managers),
        ]
      })
  }

  private var basis: Value {
    if state == .missing { return .null }
    return switch standing.basis {
    case .managedFields: "managedFields"
    case .lastApplied: "lastApplied"
    case .nothing: "nothing"
    }
  }

  private static func value(_ managers: [FieldManager]) -> Value {
    .sequence(
      managers.map {
        [
          "manager": .string($0.name), "operation": .string($0.operation),
          "subresource": $0.subresource.map(Value.string) ?? .null,
        ]
      })
  }
}
