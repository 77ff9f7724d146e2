import Diagnostics
import Foundation
import Processes
import TestSupport
import Testing
import Vendoring
import WorkflowModel

/// How packages are resolved where who is asked does not answer.
struct PackageResolverTests {
  @Test func `the last that a silent server was asked for is named`() {
    let errors = "Download https://a.example/mod.ts\nDownload https://b.example/mod.ts\n"
    let failure = Program.Failure(.outOfTime, "`deno` was ended", errors: errors)
    #expect(
      DenoTool.reason(failure) == "`deno` was ended; the last that it asked for is https://b.example/mod.ts")
  }

  @Test func `a server that does not answer ends it`() throws {
    try withTemporaryFolder { folder in
      let program = try folder.write(Array("#!/bin/sh\nexec sleep 60\n".utf8), to: "deno")
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
        try resolver.resolve([request], pins: nil, isUpdatingAll: false)
      }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("had not answered after"), "\(text)")
    }
  }
}
