import TestSupport
import Testing
import WorkflowModel

@testable import Vendoring

/// What is read out of addresses.
struct AddressTests {
  private static let base = "https://h.example:8/a/b/mod.ts?x=1"

  @Test(
    arguments: [
      ("./c.wasm", "https://h.example:8/a/b/c.wasm"), ("c.wasm", "https://h.example:8/a/b/c.wasm"),
      ("../c", "https://h.example:8/a/c"), ("../../../c", "https://h.example:8/c"),
      ("/c", "https://h.example:8/c"),
      (".", "https://h.example:8/a/b/"), ("../", "https://h.example:8/a/"),
      ("./d/?q=../e", "https://h.example:8/a/b/d/?q=../e"),
      ("https://o.example/c", "https://o.example/c"), ("data:text/plain,a", nil), ("//o.example/c", nil),
    ] as [(String, String?)]) func `texts of modules become addresses`(text: String, expected: String?)
  {
    #expect(ModuleURL.join(Self.base, text) == expected)
  }

  @Test(
    arguments: [
      ("jsr:@std/path@^1/posix", "jsr:@std/path", "^1", "posix"),
      ("jsr:/@std/path", "jsr:@std/path", nil, ""),
      ("npm:lodash@4/fp/curry.js", "npm:lodash", "4", "fp/curry.js"), ("npm:@a/b", "npm:@a/b", nil, ""),
      ("npm:a@>=1 <2", "npm:a", ">=1 <2", ""),
    ] as [(String, String, String?, String)]) func `requests are taken apart`(
      text: String, title: String, range: String?, path: String
    ) throws
  {
    let request = try #require(RegistryRequest(text))
    #expect((request.title, request.path) == (title, path))
    #expect(request.range == range)
  }

  @Test(arguments: ["https://a/b", "jsr:", "jsr:@std", "npm:", "npm:@4"]) func `what is no request is none`(
    text: String
  ) {
    #expect(RegistryRequest(text) == nil)
  }

  @Test(arguments: [
    ("https://jsr.io/@std/path/1.0.8/posix/mod.ts", "jsr:@std/path@1.0.8", "posix/mod.ts"),
    ("https://deno.land/x/oak@v12.0/mod.ts", "https://deno.land/x/oak@v12.0", "mod.ts"),
    (
      "https://esm.sh/@scope/name@1.2.3/es2022/name.mjs", "https://esm.sh/@scope/name@1.2.3",
      "es2022/name.mjs"
    ),
    ("https://h.example/a/b.ts", "https://h.example", "a/b.ts"),
    ("https://h.example/@a/b.ts", "https://h.example", "@a/b.ts"),
  ]) func `modules belong to packages`(address: String, package: String, path: String) throws {
    let origin = ModuleOrigin(address, jsr: "https://jsr.io/")
    #expect((origin.package.text, origin.path) == (package, path))
    let parts = try #require(VendoredPackage.parts(of: package))
    #expect((parts.registry, parts.name) == (origin.registry, origin.name))
    #expect(parts.version == origin.version)
  }
}
