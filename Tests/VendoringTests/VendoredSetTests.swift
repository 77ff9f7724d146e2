import Diagnostics
import Testing
import Vendoring
import WorkflowModel

/// Which files of packages that stay may have other bytes than before.
struct VendoredSetTests {
  private static func lock(_ text: String, _ dependencies: [String], digest: String) -> VendorLock {
    func package(_ text: String, _ dependencies: [String], _ files: [VendoredFile]) -> VendoredPackage {
      let parts = VendoredPackage.parts(of: text)
      return VendoredPackage(
        registry: parts?.registry ?? .jsr, name: parts?.name ?? "", version: parts?.version,
        dependencies: dependencies, files: files)
    }
    return VendorLock(packages: [
      package(text, dependencies, [VendoredFile(name: "a.ts", digest: "sha256:\(digest)")]),
      package("jsr:@s/other@1.0.0", [], []),
    ])
  }

  @Test(
    arguments: [
      (
        "jsr:@s/a@1.0.0", [], VendorPins.Update.none,
        "changed: the file made from its registry has another digest than vendor.lock"
      ),
      (
        "npm:a@1.0.0", [], .none,
        "changed: the file made from its registry has another digest than vendor.lock"
      ),
      ("https://h/a", [], .none, "changed: its server sends other content"),
      // A dependency that nobody has explains nothing.
      (
        "jsr:@s/a@1.0.0", ["jsr:@s/none@1.0.0"], .none,
        "changed: the file made from its registry has another digest"
      ),
      (
        "jsr:@s/a@1.0.0", [], .named(["@s/other"]),
        "changed: the file made from its registry has another digest"
      ),
      ("jsr:@s/a@1.0.0", ["jsr:@s/other@1.0.0"], .named(["@s/other"]), nil),
      (
        "https://h/a", ["jsr:@s/other@1.0.0"], .named(["@s/other"]),
        "changed: its imports resolve differently now, or"
      ),
      ("jsr:@s/a@1.0.0", [], .all, nil),
    ] as [(String, [String], VendorPins.Update, String?)])
  func `what stays has the bytes that it had`(
    text: String, dependencies: [String], update: VendorPins.Update, reason: String?
  ) throws {
    var known = Self.lock(text, dependencies, digest: "0")
    known.imports = known.packages.map {
      VendoredImport(name: $0.text, request: $0.text, package: $0.text, file: "a.ts")
    }
    let set = VendoredSet(lock: Self.lock(text, dependencies, digest: "1"), files: [], findings: [])
    let pins = VendorPins.pins(known, update)
    var message: String?
    do { try set.check(known: known, pins: pins, path: "vendor.lock") } catch let error as InvalidInput {
      message = error.findings.first?.message
    }
    if let reason {
      #expect(message?.contains(reason) == true, "\(message ?? "none")")
    } else {
      #expect(message == nil)
    }
  }
}
