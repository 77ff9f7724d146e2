import TestSupport
import Testing
import WorkflowModel

@testable import Vendoring

/// Names of files in `vendor/`, which are keys of ConfigMaps.
struct FileNamesTests {
  private static func names(_ addresses: [String]) -> [String] {
    let names = FileNames(addresses.map(subject))
    return addresses.map { names[$0] ?? "" }
  }

  private static func subject(_ address: String) -> FileNames.Subject {
    let origin = ModuleOrigin(address, jsr: "https://jsr.io/")
    let type = address.hasSuffix(".d.ts") ? "Dts" : address.hasSuffix(".json") ? "Json" : "TypeScript"
    return FileNames.Subject(
      address: address, readable: origin.readable, ending: FileEnding.of(type, address))
  }

  @Test(arguments: [
    ("https://jsr.io/@db/postgres/0.19.5/client/pool.ts", "db-postgres-0.19.5-client-pool.ts"),
    ("https://jsr.io/@db/postgres/0.19.5/types.d.ts", "db-postgres-0.19.5-types.d.ts"),
    ("https://jsr.io/@a/b/1.0.0-rc.1/a.json", "a-b-1.0.0-rc.1-a.json"),
    ("https://deno.land/x/oak@v12.6.1/mod.ts", "deno.land-x-oak-v12.6.1-mod.ts"),
    ("https://deno.land:8443/x/noending", "deno.land-8443-x-noending.ts"),
    ("https://jsr.io/@a/b/1.0.0/typed.js", "a-b-1.0.0-typed.js.ts"),
    ("https://jsr.io/@a/b/1.0.0/.hidden/__x__/trail_/mark_.ts", "a-b-1.0.0-.hidden-_x_-trail_-mark.ts"),
    // What is lost is told by a part of the digest.
    ("https://jsr.io/@a/b/1.0.0/a+b.ts", "a-b-1.0.0-a-b-3ce46d87.ts"),
    ("https://example.com/é.ts?x=1", "example.com-.ts-x-1-bebaeb89.ts"),
  ]) func `a name tells what it is of`(address: String, expected: String) {
    #expect(Self.names([address]) == [expected])
  }

  @Test func `two that would meet are told apart, also on a disk that does not tell A from a`() {
    let names = Self.names([
      "https://e.com/a/b.ts", "https://e.com/a-b.ts", "https://e.com/A/B.ts", "https://e.com/c.ts",
    ])
    #expect(Set(names.map { $0.lowercased() }).count == 4)
    #expect(names[3] == "e.com-c.ts")
    #expect(names[0].hasPrefix("e.com-a-b-") && names[2].hasPrefix("e.com-A-B-"))
  }

  @Test func `any address has a name of its own that a ConfigMap takes`() {
    var random = SplitMix64.seeded(for: "names of files")
    let letters = Array("aA0._-+@~%é /?:&=€\u{301}".unicodeScalars)
    for _ in 0..<fuzzRounds(otherwise: 300) {
      let addresses = (0..<Int.random(in: 1...20, using: &random)).map { number in
        var path = ""
        for _ in 0..<Int.random(in: 0...200, using: &random) {
          path.unicodeScalars.append(letters.randomElement(using: &random) ?? "a")
        }
        return "https://h.example/\(Bool.random(using: &random) ? "" : "\(number)")\(path)"
      }
      let distinct = addresses.reduce(into: [String]()) { list, one in
        if !list.contains(where: { $0.utf8.elementsEqual(one.utf8) }) { list.append(one) }
      }
      let names = Self.names(distinct)
      #expect(Set(names.map { $0.lowercased() }).count == distinct.count, "\(distinct)")
      for name in names {
        #expect(VendoredName.problem(with: name) == nil && name.utf8.count <= FileNames.longest, "\(name)")
      }
    }
  }
}
