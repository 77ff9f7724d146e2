import Diagnostics
import Foundation
import TestSupport
import Testing
import Vendoring
import WorkflowModel

/// How packages are resolved where who is asked does not answer.
struct PackageResolverTests {
  @Test func `a server that does not answer ends it, and is named`() throws {
    try withTemporaryFolder { folder in
      let program = try folder.write(
        Array("#!/bin/sh\necho 'Download https://silent.example/mod.ts' >&2\nexec sleep 60\n".utf8),
        to: "deno")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
      let deno = DenoTool(program.path, registry: nil, limit: .milliseconds(500))
      let work = folder.appending(path: "work")
      try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
      let resolver = PackageResolver(
        deno: deno, bundler: NpmBundler(deno: deno.program, esbuild: "esbuild"), folder: work.path,
        unstable: [])
      let address = "https://silent.example/mod.ts"
      let request = PackageRequest(name: address, address: address, path: "w/nodes/a.ts")
      let error = #expect(throws: (any Error).self) {
        try resolver.resolve([request], pins: nil, known: nil, isUpdatingAll: false)
      }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("had not answered after"), "\(text)")
      #expect(text.contains("the last that it asked for is \(address)"), "\(text)")
    }
  }
}
