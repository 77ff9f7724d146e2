import Testing
import Vendoring
import WorkflowModel

/// Which versions of a lock stay.
struct VendorPinsTests {
  private static func package(_ text: String, _ dependencies: String...) -> VendoredPackage {
    let parts = VendoredPackage.parts(of: text)
    return VendoredPackage(
      registry: parts?.registry ?? .jsr, name: parts?.name ?? "", version: parts?.version,
      dependencies: dependencies)
  }

  private static let lock = VendorLock(
    imports: [
      VendoredImport(name: "a", request: "jsr:@s/a@1", package: "jsr:@s/a@1.0.0", file: "a.ts"),
      VendoredImport(name: "npm:n@1", request: "npm:n@1", package: "npm:n@1.0.0", file: "n.js"),
      VendoredImport(name: "jsr:@s/b@1", request: "jsr:@s/b@1", package: "jsr:@s/b@1.0.0", file: "b.ts"),
    ],
    resolved: [
      ("jsr:@s/a@1", "1.0.0"), ("jsr:@s/b@1", "1.0.0"), ("jsr:@s/own@^1.0.0", "1.0.0"),
      ("jsr:@s/both@1", "1.0.0"),
      ("npm:n@1", "1.0.0"),
    ],
    packages: [
      package("jsr:@s/a@1.0.0", "jsr:@s/both@1.0.0", "jsr:@s/own@1.0.0"),
      package("jsr:@s/b@1.0.0", "jsr:@s/both@1.0.0"),
      package("jsr:@s/both@1.0.0"), package("jsr:@s/own@1.0.0"),
      package("npm:n@1.0.0", "npm:alias@npm:m@2.0.0"),
      package("npm:m@2.0.0"),
    ])

  @Test(arguments: [
    ("jsr:@s/a", ["jsr:@s/b@1.0.0", "jsr:@s/both@1.0.0", "npm:m@2.0.0", "npm:n@1.0.0"]),
    ("a", ["jsr:@s/b@1.0.0", "jsr:@s/both@1.0.0", "npm:m@2.0.0", "npm:n@1.0.0"]),
    ("@s/both", ["jsr:@s/a@1.0.0", "jsr:@s/b@1.0.0", "jsr:@s/own@1.0.0", "npm:m@2.0.0", "npm:n@1.0.0"]),
    // Deno takes no lock in which a package of npm needs what is not there.
    ("m", ["jsr:@s/a@1.0.0", "jsr:@s/b@1.0.0", "jsr:@s/both@1.0.0", "jsr:@s/own@1.0.0"]),
  ]) func `an update takes along what only the package needs`(name: String, kept: [String]) throws {
    #expect(VendorPins.knows(name, Self.lock))
    let pins = try #require(VendorPins.pins(Self.lock, .named([name])))
    #expect(pins.packages.map(\.text) == kept)
    for (request, version) in pins.resolved {
      let title = try #require(RegistryRequest(request)).title
      #expect(kept.contains("\(title)@\(version)"))
    }
  }

  @Test(arguments: [
    ("npm:x@1.2.3", true), ("jsr:@s/x@1.2.3-rc.1", true), ("npm:x@=1.2.3", true), ("npm:x@1.2.3/sub", true),
    ("npm:x@^1.2.3", false), ("npm:x@1.2", false), ("npm:x@1", false), ("npm:x", false),
    ("npm:x@1.2.x", false),
    ("npm:x@1.2.3 || 2.0.0", false), ("npm:x@latest", false), ("https://example.com/x@1.2.3.ts", false),
  ])
  func `a request of one version is not moved by an update`(address: String, isExact: Bool) {
    let request = PackageRequest(name: "x", address: address, path: "a.ts")
    #expect(VendorPins.exact([request], nil, .all).isEmpty != isExact)
    #expect(VendorPins.exact([request], nil, .none).isEmpty)
  }

  @Test func `of an update of one package its request alone is told`() {
    let lock = VendorLock(
      imports: [
        VendoredImport(name: "a", request: "jsr:@s/a@1.0.0", package: "jsr:@s/a@1.0.0", file: "a.ts"),
        VendoredImport(name: "b", request: "jsr:@s/b@1.0.0", package: "jsr:@s/b@1.0.0", file: "b.ts"),
      ], packages: [Self.package("jsr:@s/a@1.0.0"), Self.package("jsr:@s/b@1.0.0")])
    let requests = lock.imports.map { PackageRequest(name: $0.name, address: $0.request, path: "a.ts") }
    for name in ["a", "@s/a", "jsr:@s/a"] {
      #expect(VendorPins.exact(requests, lock, .named([name])).map(\.name) == ["a"])
    }
  }

  @Test func `nothing stays, or everything`() {
    #expect(VendorPins.pins(Self.lock, .all) == nil && VendorPins.pins(nil, .none) == nil)
    #expect(VendorPins.pins(Self.lock, .none) == Self.lock)
    #expect(!VendorPins.knows("nobody", Self.lock))
  }
}
