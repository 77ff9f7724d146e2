import Scripts
import TestSupport
import Testing

/// Where modules are named: each place of a text, for types as well.
struct SpecifierScanTests {
  @Test(arguments: [
    ("import \"a\"; export * from 'b'; export { c } from \"c\"", ["\"a\"", "'b'", "\"c\""]),
    ("import type { A } from \"a\"; let x: import(\"b\").B", ["\"a\"", "\"b\""]),
    ("import(`a`); import(\"b\", { with: { type: \"json\" } })", ["`a`", "\"b\""]),
    ("import c = require(\"c\"); import.meta.resolve(\"d\")", ["\"c\"", "\"d\""]),
    ("import(\"a\" + b); from(\"c\"); a.b(\"d\"); const from = \"e\"", []),
    ("// import \"a\"\n/* from \"b\" */ \"from\"; `${import(\"c\")}`", ["\"c\""]),
  ]) func `names are found where modules stand`(code: String, expected: [String]) {
    let bytes = Array(code.utf8)
    let found = SpecifierScan(bytes).places.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    #expect(found == expected)
  }

  @Test(arguments: [
    ("import(name)", [7]), ("import(`./${name}`)", [7]), ("import(\"a\" + b)", [7]), ("import(\"a\")", []),
    ("import(`a`)", []), ("object.import(name)", []), ("import.meta.url", []), ("import()", []),
  ]) func `what only a run knows is told apart`(code: String, expected: [Int]) {
    #expect(SpecifierScan(Array(code.utf8)).computed == expected)
  }
}
