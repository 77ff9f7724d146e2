import WorkflowModel
import YAML

/// The module whose imports Deno is asked to resolve.
struct PackageRoots {
  /// A module or a file beside those that the workflow asks for.
  struct Addition: Hashable {
    let address: String
    /// Whether Deno shall read it as code, and what it imports in turn.
    let isCode: Bool
  }

  let requests: [PackageRequest]
  private(set) var additions: [Addition] = []
  private var known: Set<ByteKey> = []

  init(_ requests: [PackageRequest]) { self.requests = requests }

  /// - Returns: whether it was not there yet.
  mutating func add(_ addition: Addition) -> Bool {
    guard known.insert(ByteKey(addition.address)).inserted else { return false }
    additions.append(addition)
    return true
  }

  var bytes: [UInt8] {
    var seen: Set<ByteKey> = []
    var text = ""
    for (address, type) in requests.map({ ($0.address, $0.type) })
      + additions.map({ ($0.address, $0.isCode ? nil : "text") })
    where seen.insert(ByteKey(address)).inserted {
      text += "import \(JSON.compact(.string(address)))"
      if let type { text += " with { type: \(JSON.compact(.string(type))) }" }
      text += ";\n"
    }
    return Array(text.utf8)
  }
}
