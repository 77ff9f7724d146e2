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

  @Test func `nothing stays, or everything`() {
    #expect(VendorPins.pins(Self.lock, .all) == nil && VendorPins.pins(nil, .none) == nil)
    #expect(VendorPins.pins(Self.lock, .none) == Self.lock)
    #expect(!VendorPins.knows("nobody", Self.lock))
  }
}
