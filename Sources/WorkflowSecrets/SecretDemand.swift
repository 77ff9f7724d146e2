package import Diagnostics

/// Something that asks for a secret, and where.
package struct SecretDemand: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Code or contract name it.
    case required
    /// `ctx.fetch` uses it when it is there.
    case optional
  }

  package let kind: Kind
  package let service: String
  /// Nil for the service as a whole.
  package let key: String?
  package let path: String
  package let position: Position
  /// Those whose settings ask for it; empty for all.
  package internal(set) var environments: [String] = []
}

/// All that asks for secrets, and what cannot be known.
package struct SecretDemands: Sendable {
  package internal(set) var demands: [SecretDemand] = []
  /// Places that reach for secrets by a name that only a run knows, and contracts that cannot be read.
  package internal(set) var findings: [Finding] = []

  mutating func add(_ other: SecretDemands) {
    demands += other.demands
    findings += other.findings
  }
}
