import Diagnostics
import Files
import Terminal

/// What runs of every workflow in every environment: a row for each workflow, a column for each environment.
struct ReleaseMatrix {
  private struct Key: Hashable {
    let base: String
    let workflow: String
  }

  private let environments: [String]
  private let now: Int
  private var keys: [Key] = []
  private var cells: [Key: [String: ReleaseRow]] = [:]

  /// - Parameters:
  ///   - environments: in their order.
  ///   - rows: each of one of them.
  ///   - now: for ages, in seconds since 1970.
  init(_ environments: [String], _ rows: [ReleaseRow], now: Int) {
    (self.environments, self.now) = (environments, now)
    for row in rows {
      guard let environment = row.environment else { continue }
      let key = Key(base: Path.parent(row.tree), workflow: row.name)
      if cells[key] == nil { keys.append(key) }
      cells[key, default: [:]][environment] = row
    }
    keys.sort { ($0.base, $0.workflow) < ($1.base, $1.workflow) }
  }

  var text: StyledText {
    // A name alone says nothing where two trees have it.
    let names = keys.map(\.workflow)
    let isOneTree = Set(names).count == names.count
    return TextTable(
      ["WORKFLOW"] + environments.map { $0.uppercased() },
      keys.map { key in
        [.init(isOneTree ? key.workflow : Path.join(key.base, key.workflow))]
          + environments.map { cells[key]?[$0]?.summary(now) ?? .init("-") }
      }
    ).text()
  }
}
