import WorkflowModel
import YAML

/// Which modules are loaded with the requests of a workflow, and who names each of them first.
struct PackageReach {
  struct Step {
    let request: PackageRequest
    /// The module that names it; nil for the workflow itself.
    let importer: String?
    /// Whether nothing can be loaded without it: types, and what a run loads later, can be missing.
    let isNeeded: Bool
  }

  /// In the order in which they were reached; each address is one after redirects, or one of npm as it is written.
  private(set) var addresses: [String] = []
  private(set) var steps: [ByteKey: Step] = [:]

  /// - Parameter additions: files that modules name beside those that they import, with the one that does.
  init(_ info: DenoInfo, _ requests: [PackageRequest], _ additions: [(address: String, importer: String)]) {
    follow(
      requests.map { ($0.address, Step(request: $0, importer: nil, isNeeded: true)) }, info, neededAlone: true
    )
    follow(addresses.flatMap { next($0, info) }, info, neededAlone: false)
    // One may be named by a module that another one has brought.
    var left = additions
    while let place = left.firstIndex(where: { steps[ByteKey($0.importer)] != nil }) {
      let (address, importer) = left.remove(at: place)
      guard let step = steps[ByteKey(importer)] else { continue }
      follow(
        [(address, Step(request: step.request, importer: importer, isNeeded: true))], info, neededAlone: false
      )
    }
  }

  private mutating func follow(_ first: [(String, Step)], _ info: DenoInfo, neededAlone: Bool) {
    var waiting = first
    var position = 0
    while position < waiting.count {
      let (named, step) = waiting[position]
      position += 1
      let address = info.resolved(named)
      guard step.isNeeded || !neededAlone, steps[ByteKey(address)] == nil else { continue }
      steps[ByteKey(address)] = step
      addresses.append(address)
      waiting += next(address, info)
    }
  }

  private func next(_ address: String, _ info: DenoInfo) -> [(String, Step)] {
    guard let step = steps[ByteKey(address)], let module = info.modules[ByteKey(address)], module.error == nil
    else {
      return []
    }
    return module.dependencies.flatMap { dependency in
      [(dependency.code, !dependency.isDynamic), (dependency.type, false)].compactMap { target, isNeeded in
        guard let found = target?.address, PackageReach.isTaken(found) else { return nil }
        return (
          found, Step(request: step.request, importer: address, isNeeded: step.isNeeded && isNeeded)
        )
      }
    }
  }

  /// Whether it is a module that comes from elsewhere: Deno has those of `node:`, and `data:` holds its own.
  private static func isTaken(_ address: String) -> Bool {
    ["https:", "http:", "jsr:", "npm:"].contains(where: address.hasPrefixBytes)
  }
}
