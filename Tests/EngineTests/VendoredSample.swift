import Foundation
import WorkflowModel

extension SampleWorkflow {
  /// Puts packages into the version as `tntc vendor` leaves them: files, the lock, and names in deno.json.
  ///
  /// - Parameters:
  ///   - packages: the files of each, by their names.
  ///   - imports: the file of each name that modules import.
  mutating func vendor(_ packages: [String: [String: String]], imports: [String: String]) throws {
    var owners: [String: String] = [:]
    var vendored: [VendoredPackage] = []
    for (text, contents) in packages {
      let files = contents.map { name, content in
        owners[name] = text
        self.files["vendor/\(name)"] = content
        return VendoredFile(name: name, digest: DigestText.of(Array(content.utf8)))
      }
      guard let (registry, name, version) = VendoredPackage.parts(of: text) else {
        throw CocoaError(.coderInvalidValue)
      }
      vendored.append(VendoredPackage(registry: registry, name: name, version: version, files: files))
    }
    let lock = VendorLock(
      imports: imports.map { VendoredImport(name: $0, request: $0, package: owners[$1] ?? "", file: $1) },
      packages: vendored)
    files["vendor.lock"] = String(decoding: try lock.bytes(), as: UTF8.self)
    let deno = try JSONSerialization.data(
      withJSONObject: ["imports": imports.mapValues { "./vendor/\($0)" }],
      options: [.sortedKeys, .withoutEscapingSlashes])
    files["deno.json"] = String(decoding: deno, as: UTF8.self)
  }

  /// A workflow whose nodes import a package of many modules, each of which imports others.
  ///
  /// - Parameters:
  ///   - modules: how many.
  ///   - bytes: about how much each has.
  static func importing(modules: Int, bytes: Int, body: String, nodes: Int = 1) throws -> SampleWorkflow {
    var workflow = SampleWorkflow(nodes: [:])
    let start =
      modules == 0
      ? "const make0 = (text: string) => text.length;\n" : "import { make0 } from 'jsr:@acme/big@^1';\n"
    for node in 0..<nodes {
      workflow.nodes["n\(node)"] =
        "\(start)export default async (ctx: any, input: any) => { \(body)\nreturn make0('four'); };\n"
    }
    if modules == 0 { return workflow }
    var files: [String: String] = [:]
    for module in 0..<modules {
      let others = Set([module + 1, module + 7, module * 2 + 1]).filter { $0 < modules }.sorted()
      files["m\(module).ts"] = text(of: module, importing: others, bytes: bytes)
    }
    try workflow.vendor(["jsr:@acme/big@1.0.0": files], imports: ["jsr:@acme/big@^1": "m0.ts"])
    return workflow
  }

  private static func text(of module: Int, importing others: [Int], bytes: Int) -> String {
    var text = others.map { "import { make\($0) } from './m\($0).ts';\n" }.joined()
    text += "export interface Options\(module)<T = string> { readonly name: T; size?: number }\n"
    var part = 0
    while text.utf8.count < bytes {
      text += """
        /** Keeps items by their keys, and gives them in the order in which they came. */
        export class Keeper\(module)_\(part)<T extends Options\(module)> {
          #items = new Map<string, T>();
          add(item: T, key: string = item.name as string): this { this.#items.set(key, item satisfies T); return this; }
          *entries(): Generator<[string, T]> { for (const [key, value] of this.#items) yield [key, value!]; }
        }

        """
      part += 1
    }
    let calls = others.map { " + make\($0)(text)" }.joined()
    return text
      + "export function make\(module)(text: string): number { return text.length < 0 ? 0\(calls) : text.length; }\n"
  }
}
