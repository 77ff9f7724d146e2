import Diagnostics
import Testing
import WorkflowModel

struct VendorLockTests {
  private static let digest = "sha256:" + String(repeating: "0", count: 64)
  private static let whole = VendorLock(
    bundler: "esbuild 0.17.0",
    imports: [
      VendoredImport(name: "left", request: "npm:left@1", package: "npm:left@1.0.0", file: "left-1.0.0.js"),
      VendoredImport(
        name: "jsr:@acme/greet@^1", request: "jsr:@acme/greet@^1", package: "jsr:@acme/greet@1.2.0",
        file: "acme-greet-1.2.0-mod.ts"),
    ],
    resolved: [("npm:left@1", "1.0.0"), ("jsr:@acme/greet@^1", "1.2.0")],
    packages: [
      VendoredPackage(
        registry: .npm, name: "left", version: "1.0.0", license: "(MIT OR Apache-2.0)",
        dependencies: ["npm:pad@2.0.0"], files: [VendoredFile(name: "left-1.0.0.js", digest: digest)]),
      VendoredPackage(registry: .npm, name: "pad", version: "2.0.0"),
      VendoredPackage(
        registry: .jsr, name: "@acme/greet", version: "1.2.0", integrity: "abc",
        files: [VendoredFile(name: "acme-greet-1.2.0-mod.ts", digest: digest)]),
    ])

  @Test func `what is written is read again`() throws {
    let bytes = try Self.whole.bytes()
    #expect(try VendorLock.read(bytes, path: "vendor.lock") == Self.whole)
    #expect(try VendorLock.read(bytes, path: "vendor.lock").bytes() == bytes)
  }

  @Test(arguments: [
    ("format: 1", "format: 2", 2, "this tntc does not know this `format`; expected 1"),
    ("format: 1", "format: 1.0", 2, "this tntc does not know this `format`; expected 1"),
    ("imports:", "importz:", 4, "unknown key `importz`"),
    ("    license:", "    licence:", 21, "unknown key `licence`"),
    ("    request:", "    requests:", 9, "unknown key `requests`"),
    ("npm:pad@2.0.0:\n    files: {}", "npm:pad@2.0.0: none", 26, "this is text; expected a mapping"),
    ("  npm:pad@2.0.0:", "  pad:", 26, "`pad` is not a package"),
    (
      "    file: left-1.0.0.js", "    file: acme-greet-1.2.0-mod.ts", 9,
      "`npm:left@1.0.0` in `packages` has no file `acme-greet-1.2.0-mod.ts`"
    ),
    ("    files: {}", "    files: {left-1.0.0.js: \(digest)}", 27, "is also a file of another package"),
    ("    files: {}", "    files: {../a.js: \(digest)}", 27, "`../a.js`"),
  ])
  func `what it does not mean is refused at its place`(
    text: String, other: String, line: Int, message: String
  ) throws {
    let bytes = String(decoding: try Self.whole.bytes(), as: UTF8.self).replacing(
      text, with: other, maxReplacements: 1)
    let failure = #expect(throws: InvalidInput.self) {
      _ = try VendorLock.read(Array(bytes.utf8), path: "vendor.lock")
    }
    let finding = try #require(failure?.findings.first)
    #expect(finding.message.contains(message), "\(finding.message)")
    #expect(finding.position?.line == line, "\(bytes)")
  }
}
