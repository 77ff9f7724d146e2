import Foundation
import TestSupport
import YAML

/// Whether a workflow's folder of the tree builds, and every ConfigMap that a manifest mounts is in
/// the build. Reading the files costs a hundredth of what kubectl costs, so kubectl judges only where
/// there is something to find.
enum TreeCheck {
  /// Folders of workflows; those with a dot, and files beside them, are no workflows for any reader.
  static func workflows(in tree: URL) throws -> [String] {
    guard FileManager.default.fileExists(atPath: tree.path) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    return try names.filter { name in
      let values = try tree.appending(path: name).resourceValues(forKeys: [.isDirectoryKey])
      return values.isDirectory == true && !name.hasPrefix(".")
    }.sorted()
  }

  /// - Parameter snapshot: of a workflow's folder, its paths relative to it.
  static func problems(in snapshot: Snapshot) -> [String] {
    guard let kustomization = snapshot.text("kustomization.yaml") else {
      return ["there is no kustomization.yaml"]
    }
    guard case .sequence(let resources)? = documents(kustomization).first?["resources"] else {
      return ["kustomization.yaml lists no resources"]
    }
    var problems: [String] = []
    var objects: [Value] = []
    for case .string(let path) in resources {
      guard let text = snapshot.text(path) else {
        problems.append("\(path) is listed and not there")
        continue
      }
      let found = documents(text)
      if found.isEmpty { problems.append("\(path) holds no object") }
      objects += found
    }
    let there = Set(objects.filter { $0["kind"]?.text == "ConfigMap" }.compactMap(name))
    let mounted = Set(objects.flatMap(mounts))
    return problems + mounted.subtracting(there).sorted().map { "\($0) is mounted and not there" }
  }

  /// What kubectl says about a folder.
  static func kustomizeProblems(in folder: URL) throws -> [String] {
    let outcome = try Tool.kubectl.run(["kustomize", folder.path])
    guard outcome.status == 0 else { return [outcome.errors] }
    let objects = documents(String(decoding: outcome.output, as: UTF8.self))
    let there = Set(objects.filter { $0["kind"]?.text == "ConfigMap" }.compactMap(name))
    let mounted = Set(objects.flatMap(mounts))
    return mounted.subtracting(there).sorted().map { "\($0) is mounted and not in the build" }
  }

  /// What it says about many folders at once, as it takes longer to start than to build one; no two may hold an object of
  /// the same name and namespace.
  ///
  /// - Parameter paths: relative to a place, in which a folder is made for this.
  static func kustomizeProblems(in paths: [String], of place: URL) throws -> [String] {
    if paths.isEmpty { return [] }
    let lines = paths.map { "- ../\($0)\n" }.joined()
    let folder = place.appending(path: "together")
    try folder.write(Array("resources:\n\(lines)".utf8), to: "kustomization.yaml")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try kustomizeProblems(in: folder)
  }

  private static func documents(_ text: String) -> [Value] {
    let parts = "\n\(text)".components(separatedBy: "\n---\n")
    return parts.compactMap { try? Reader.read(Array($0.utf8)).valid()?.value }
  }

  private static func name(_ object: Value) -> String? { object["metadata"]?["name"]?.text }

  /// Names of ConfigMaps in volumes, wherever the pod stands in the object.
  private static func mounts(_ value: Value) -> [String] {
    switch value {
    case .mapping(let mapping):
      let own = mapping["configMap"]?["name"]?.text
      return [own].compactMap(\.self) + mapping.flatMap { mounts($0.value) }
    case .sequence(let items): return items.flatMap(mounts)
    default: return []
    }
  }
}
