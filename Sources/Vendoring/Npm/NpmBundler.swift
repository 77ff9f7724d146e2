package import Processes
package import WorkflowModel
import YAML

/// Makes one module of each request of npm: the package, and all that it needs, in one file.
///
/// Deno installs the packages, with the versions of its lock file, and esbuild bundles them. No code of a package runs
/// meanwhile: no script of its installation, and none of its modules.
package struct NpmBundler {
  package struct Bundle: Sendable {
    /// The request as code has it: `npm:lodash@4/fp`.
    package let request: String
    /// The text of its package: `npm:lodash@4.17.21`.
    package let package: String
    /// The module that it leads to: `npm:lodash@4.17.21/fp`. Requests of one module share one file, or it would have two states.
    package let module: String
    package let bytes: [UInt8]
  }

  package struct Warning: Hashable, Sendable {
    package let request: String
    package let message: String
  }

  package struct Bundling: Sendable {
    /// In the order of the requests.
    package let bundles: [Bundle]
    /// All that bundles are made of, without files.
    package let packages: [VendoredPackage]
    /// `esbuild 0.17.0`
    package let bundler: String
    package let warnings: [Warning]
  }

  package struct Failure: Error, Hashable, Sendable {
    /// Nil when no one of them is to blame.
    package let request: String?
    package let message: String

    init(_ request: String? = nil, _ message: String) { (self.request, self.message) = (request, message) }
  }

  private let deno: Program
  private let esbuild: Esbuild

  /// - Parameters:
  ///   - deno: with all variables of its environment that say where packages come from.
  ///   - esbuild: by name or path.
  package init(deno: Program, esbuild: String) {
    self.deno = deno
    self.esbuild = Esbuild(program: esbuild)
  }

  /// - Parameters:
  ///   - requests: each with its `npm:`.
  ///   - folder: one for this alone, with a `deno.lock` of all requests. What is left there is of no use.
  ///   - locked: the bundler that has made what is there, as vendor.lock names it: another one writes other bytes. Nil
  ///     where any will do.
  package func bundle(
    _ requests: [String], in folder: String, locked: String? = nil
  ) throws(Failure) -> Bundling {
    let bundler = try esbuild.version(locked: locked)
    let installation = try NpmInstallation(of: requests, in: folder, deno)
    var bundles: [Bundle] = []
    var codes: [BundledCode] = []
    for request in requests {
      let target = try installation.target(of: request)
      let bytes: [UInt8]
      if let same = bundles.first(where: { $0.module.hasSameBytes(as: target.text) }) {
        bytes = same.bytes
      } else {
        let code: BundledCode
        (bytes, code) = try bundle(request, target, installation)
        codes.append(code)
      }
      bundles.append(
        Bundle(request: request, package: target.package.text, module: target.text, bytes: bytes))
    }
    let read = codes.reduce(into: [:]) { read, code in read.merge(code.read) { first, _ in first } }
    return Bundling(
      bundles: bundles, packages: try installation.described(read), bundler: bundler,
      warnings: CopiedCode.warnings(codes))
  }

  private func bundle(
    _ request: String, _ target: NpmTarget, _ installation: NpmInstallation
  ) throws(Failure) -> (bytes: [UInt8], code: BundledCode) {
    let names = ExportedNames(deno: deno, installation: installation)
    let exports: ExportedNames.Exports
    do throws(Failure) {
      exports = try names.exports(of: request, request, ["--frozen"])
    } catch {
      // Both stumble over what cannot be one file; esbuild says where.
      _ = try esbuild.bundle(request, try installation.entry(request, target, exporting: []), installation)
      throw error
    }
    let output = try esbuild.bundle(
      request, try installation.entry(request, target, exporting: exports.bundled), installation)
    let module = BundledModule(output, builtins: exports.builtins)
    let path = try installation.write(module.bytes, to: "bundled.mjs", request)
    // A module that Deno cannot link here could not be linked in a node either.
    let linked = try names.exports(of: request, "./\(path)", ["--no-lock", "--no-remote", "--no-npm"])
    guard linked.names.elementsEqual(exports.bundled, by: { $0.hasSameBytes(as: $1) }) else {
      throw Failure(
        request, "`\(request)` exports other names once it is bundled; this is a bug of esbuild or of tntc")
    }
    return (module.bytes, try output.code(of: request, installation))
  }
}
