import Files
import Processes
import WorkflowModel
import YAML

/// The program that makes one file of many.
struct Esbuild {
  private static let name = "esbuild"

  private let program: Program

  /// - Parameter program: a name that is looked for on PATH, or a path.
  init(program: String) {
    // It would look for packages in the folders of this variable, too.
    self.program = Program(program, environment: ["NODE_PATH": nil])
  }

  /// `esbuild 0.17.0`
  ///
  /// - Parameter locked: the only one that is taken; nil for any.
  func version(locked: String?) throws(NpmBundler.Failure) -> String {
    let output: Program.Output
    do {
      output = try program.run(["--version"])
    } catch {
      guard error.cause == .missing else { throw NpmBundler.Failure(nil, error.message) }
      throw NpmBundler.Failure(
        nil,
        "`\(program.name)` is not on PATH, and bundles the packages of npm: install esbuild\(locked.map { ", version \(Self.number($0))," } ?? ""), or give its path with `--esbuild PATH` or TENTACULAR_ESBUILD"
      )
    }
    let version = "\(Self.name) \(String(decoding: output, as: UTF8.self).prefix { !$0.isWhitespace })"
    guard let locked, !locked.hasSameBytes(as: version) else { return version }
    throw NpmBundler.Failure(
      nil,
      "`\(program.name)` is \(version), and vendor.lock was made with \(locked), which writes other bytes: give that one with `--esbuild PATH` or TENTACULAR_ESBUILD, or use this one with `tntc vendor --update`"
    )
  }

  private static func number(_ version: String) -> String { version.droppingBytes(name.utf8.count + 1) }

  /// - Parameter entry: the module that exports what the bundle is to export, in the folder of the installation.
  func bundle(
    _ request: String, _ entry: String, _ installation: NpmInstallation
  ) throws(NpmBundler.Failure) -> BundlerOutput {
    do {
      _ = try program.run([entry] + Self.arguments, in: installation.folder)
    } catch {
      throw BundleProblem.failure(request, error, installation)
    }
    let place = { (name: String) in Path.join(installation.folder, name) }
    do {
      return BundlerOutput(
        bytes: try Disk.read(place(Self.file)), report: try JSON.read(try Disk.read(place(Self.report))),
        file: Self.file)
    } catch {
      throw NpmBundler.Failure(request, "`\(program.name)` wrote output that cannot be read: \(error)")
    }
  }

  private static let file = "bundle.js"
  private static let report = "bundle.json"

  private static let arguments =
    [
      "--bundle", "--format=esm", "--platform=node", "--target=esnext", "--charset=utf8",
      // As Deno chooses among the files of a package.
      "--conditions=deno", "--main-fields=main",
      // Licences ask for these.
      "--legal-comments=inline",
      "--define:process.env.NODE_ENV=\"production\"", "--define:process.env=\(BundledModule.environment)",
      // The only names of Node.js that Deno has in packages alone; `require` is that of `BundledModule`.
      "--define:__dirname=import.meta.dirname", "--define:__filename=import.meta.filename",
      // What only a run knows could not be in the file.
      "--log-override:unsupported-require-call=error", "--log-override:unsupported-dynamic-import=error",
      "--log-level=error", "--log-limit=0", "--color=false",
      // None of a folder above.
      "--tsconfig=\(NpmInstallation.noOptions)",
      "--outfile=\(file)", "--metafile=\(report)",
    ]
}
