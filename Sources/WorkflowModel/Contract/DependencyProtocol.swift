/// What a dependency speaks, as far as it is known here.
package struct DependencyProtocol: Sendable {
  package let name: String
  /// Where nobody says otherwise; nil for what is no host.
  package let port: Int?
  /// The keys that it takes beside `protocol`.
  let required: [String]
  /// A package, which the version carries; nothing is reached for it.
  package let isPackage: Bool

  private init(_ name: String, port: Int?, required: [String] = ["host"], isPackage: Bool = false) {
    (self.name, self.port, self.required, self.isPackage) = (name, port, required, isPackage)
  }

  /// That of a dependency which names none.
  static let usual = "https"

  static let known = [
    DependencyProtocol("https", port: 443), DependencyProtocol("http", port: 80),
    DependencyProtocol("postgresql", port: 5432, required: ["host", "database", "user"]),
    DependencyProtocol("nats", port: 4222, required: ["host", "subject"]),
    DependencyProtocol("blob", port: 443, required: ["host", "container"]),
    DependencyProtocol("s3", port: 443),
    DependencyProtocol("jsr", port: nil, isPackage: true),
    DependencyProtocol("npm", port: nil, isPackage: true),
  ]

  /// One that only its users know needs a port.
  init(_ name: String) {
    self =
      Self.known.first { $0.name == name } ?? DependencyProtocol(name, port: nil, required: ["host", "port"])
  }

  var isKnown: Bool { Self.known.contains { $0.name == name } }
  /// Whether `fetch` speaks it.
  package var isFetched: Bool { name == "https" || name == "http" }
}
