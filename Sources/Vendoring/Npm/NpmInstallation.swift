import Files
import Processes
import WorkflowModel
import YAML

/// Packages of npm as Deno installs them, and nothing else, in a folder of their own.
struct NpmInstallation {
  static let noOptions = "tsconfig.json"
  private static let requestsFile = "requests.mjs"

  /// The module that is written beside a package, and of which a bundle is made.
  static let entry = "tntc-request.mjs"

  let folder: String
  private let lock: NpmLock
  private let packages: [ByteKey: NpmPackage]

  /// - Parameter parent: with Deno's lock file of the requests.
  init(of requests: [String], in parent: String, _ deno: Program) throws(NpmBundler.Failure) {
    folder = Path.join(parent, "npm")
    do {
      let text = try Disk.read(Path.join(parent, "deno.lock"))
      lock = NpmLock(try JSON.read(text))
      let files: [(name: String, bytes: [UInt8])] = [
        ("deno.lock", text), ("deno.json", Array(#"{ "nodeModulesDir": "auto" }"#.utf8)),
        (Self.noOptions, Array("{}".utf8)),
        (Self.requestsFile, Array(requests.map { "import \(JSON.compact(.string($0)));\n" }.joined().utf8)),
      ]
      try Disk.makeFolders(folder)
      for file in files { try Disk.write(file.bytes, to: Path.join(folder, file.name)) }
      // Scripts of packages run only where they are allowed by name.
      _ = try deno.run(["install", "--quiet", "--frozen", "--entrypoint", Self.requestsFile], in: folder)
      let graph = try deno.run(["info", "--quiet", "--frozen", "--json", Self.requestsFile], in: folder)
      packages = Self.packages(try JSON.read(graph))
    } catch let failure as Program.Failure {
      let reason = Self.reason(failure, in: folder)
      let culprit = requests.first { request in
        RegistryRequest(request).map { reason.contains("\($0.name)@") } ?? false
      }
      throw NpmBundler.Failure(culprit, "packages of npm could not be installed: \(reason)")
    } catch {
      throw NpmBundler.Failure(nil, "packages of npm could not be installed: \(error)")
    }
  }

  /// What Deno said, without what differs from run to run.
  ///
  /// - Parameter folder: where it ran.
  static func reason(_ failure: Program.Failure, in folder: String) -> String {
    let text = DenoTool.reason(failure)
    let end = text.firstRange(of: " Stack backtrace:")?.lowerBound ?? text.endIndex
    let root = Path.resolved(folder) ?? folder
    return String(text[..<end]).replacing("file://\(root)/", with: "").replacing("\(root)/", with: "")
  }

  private static func packages(_ graph: Value) -> [ByteKey: NpmPackage] {
    guard case .sequence(let modules)? = graph["modules"] else { return [:] }
    var packages: [ByteKey: NpmPackage] = [:]
    for module in modules {
      guard case .sequence(let dependencies)? = module["dependencies"] else { continue }
      for dependency in dependencies {
        if let request = dependency["specifier"]?.text, let identifier = dependency["npmPackage"]?.text {
          packages[ByteKey(request)] = NpmPackage(identifier: identifier)
        }
      }
    }
    return packages
  }

  func target(of request: String) throws(NpmBundler.Failure) -> NpmTarget {
    if let package = packages[ByteKey(request)] { return NpmTarget(request, package) }
    throw NpmBundler.Failure(request, "Deno does not report the version of `\(request)`")
  }

  /// The package that lies in a folder, and its licence, if it says one.
  func package(in root: PackageRoot) throws(NpmBundler.Failure) -> (package: NpmPackage, license: String?) {
    let description = try description(root.path)
    let license = description["license"] ?? description["licence"]
    // Before npm had expressions, it took an object, and a list of them.
    return (
      NpmPackage(name: root.name, version: description["version"]?.text ?? ""),
      VendoredPackage.license(
        license?.text ?? license?["type"]?.text ?? Self.licenses(description["licenses"]))
    )
  }

  private static func licenses(_ list: Value?) -> String? {
    guard case .sequence(let items)? = list else { return nil }
    let names = items.compactMap { $0["type"]?.text }
    return names.isEmpty ? nil : names.count == 1 ? names[0] : "(\(names.joined(separator: " OR ")))"
  }

  private func description(_ root: String) throws(NpmBundler.Failure) -> Value {
    let path = Path.join(root, "package.json")
    do {
      return try JSON.read(try Disk.read(Path.join(folder, path)))
    } catch {
      throw NpmBundler.Failure(nil, "\(path) of an installed package cannot be read: \(error)")
    }
  }

  /// Writes the module that a bundle is made of, where its package is found under its own name, whatever other versions
  /// of it are there.
  ///
  /// - Returns: its path in the folder, the same for the same version.
  func entry(
    _ request: String, _ target: NpmTarget, exporting names: [String]
  ) throws(NpmBundler.Failure) -> String {
    let scope = try store(of: target.package, request)
    let specifier = JSON.compact(.string(target.specifier))
    let list = names.map { ExportedNames.isIdentifier($0) ? $0 : JSON.compact(.string($0)) }.joined(
      separator: ", ")
    // Without a name it is imported for what it does.
    let text = names.isEmpty ? "import \(specifier);\n" : "export { \(list) } from \(specifier);\n"
    return try write(Array(text.utf8), to: "\(scope)/\(Self.entry)", request)
  }

  /// The folder in which a package lies under its name.
  private func store(of package: NpmPackage, _ request: String) throws(NpmBundler.Failure) -> String {
    let folderName = package.identifier.split(separator: "/").joined(separator: "+")
    let usual = "\(PackageRoot.store)/\(folderName)/\(PackageRoot.folder)"
    if Disk.isFolder(Path.join(folder, "\(usual)/\(package.name)")) { return usual }
    // Deno encodes names with capitals.
    guard let root = Path.resolved(folder),
      let place = Path.resolved(Path.join(folder, "\(PackageRoot.folder)/\(package.name)")),
      let found = PackageRoot(of: "\(Path.relative(place, from: root))/."),
      try self.package(in: found).package == package
    else { throw NpmBundler.Failure(request, "Deno did not install \(package.text)") }
    return found.scope
  }

  func write(_ bytes: [UInt8], to path: String, _ request: String) throws(NpmBundler.Failure) -> String {
    do {
      try Disk.write(bytes, to: Path.join(folder, path))
      return path
    } catch {
      throw NpmBundler.Failure(request, "\(error)")
    }
  }

  /// What is in vendor.lock: of the dependencies of each those that are among them.
  ///
  /// - Parameter packages: each with its licence.
  func described(_ packages: [NpmPackage: String?]) throws(NpmBundler.Failure) -> [VendoredPackage] {
    var described: [VendoredPackage] = []
    for (package, license) in packages.sorted(by: { $0.key < $1.key }) {
      if lock.doubled.contains(package) {
        throw NpmBundler.Failure(
          nil,
          "\(package.text) is there twice, with different versions of its peer dependencies; vendor.lock takes one: import only one version of each"
        )
      }
      var dependencies: [String] = []
      for (name, dependency) in lock.dependencies(of: package) where packages.keys.contains(dependency) {
        let isItsName = name.hasSameBytes(as: dependency.name)
        dependencies.append(isItsName ? dependency.text : "npm:\(name)@\(dependency.text)")
      }
      described.append(
        VendoredPackage(
          registry: .npm, name: package.name, version: package.version, license: license,
          integrity: lock[package]?.integrity, dependencies: dependencies))
    }
    return described
  }
}
