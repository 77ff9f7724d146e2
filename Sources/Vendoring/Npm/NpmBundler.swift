package import Diagnostics
package import Processes
package import WorkflowModel

/// Makes one ESM file of each request of npm.
package struct NpmBundler: Sendable {
  package struct Bundle: Sendable {
    package let request: String
    package let package: String
    package let bytes: [UInt8]
  }

  package struct Bundling: Sendable {
    package let bundles: [Bundle]
    package let packages: [VendoredPackage]
    package let bundler: String
    package let findings: [(request: String, severity: Finding.Severity, message: String)]
  }

  package struct Failure: Error {
    package let request: String?
    package let message: String
  }

  package init(deno: Program, esbuild: Program) {}

  package func bundle(_ requests: [String], in folder: String) throws(Failure) -> Bundling {
    throw Failure(request: requests.first, message: "packages of npm are not taken in by this tntc")
  }
}
