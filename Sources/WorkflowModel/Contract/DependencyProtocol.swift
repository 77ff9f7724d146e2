/// The protocol of a dependency, as far as it is known here.
package struct DependencyProtocol: Sendable {
  package let name: String
  /// By default; nil for what is not a host.
  package let port: Int?
  /// The keys that it takes beside `protocol`.
  let required: [String]
  /// A package, which is part of the version; it needs no network.
  package let isPackage: Bool

  private init(_ name: String, port: Int?, required: [String] = ["host"], isPackage: Bool = false) {
    (self.name, self.port, self.required, self.isPackage) = (name, port, required, isPackage)
  }

  /// The protocol of a dependency that names none.
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

  /// An unknown protocol needs a port.
  init(_ name: String) {
    self =
      Self.known.first { $0.name == name } ?? DependencyProtocol(name, port: nil, required: ["host", "port"])
  }

  var isKnown: Bool { Self.known.contains { $0.name == name } }
  /// Whether `fetch` supports it.
  package var isFetched: Bool { name == "https" || name == "http" }
}
