import Diagnostics
import Files
import Git
import Settings
import Tree
import YAML

/// The files of `tntc gitops flux` that the configuration names, beside what the trees hold.
///
/// Flux looks for no folders: a workflow that is in no such file is never delivered, without any message.
extension JobFinder {
  private static let mostBytes = 16_000_000
  private static let group = "kustomize.toolkit.fluxcd.io/"

  /// - Parameter workflows: those that are asked for, by their trees.
  func fluxFindings(_ workflows: [String: Set<String>]) throws -> [Finding] {
    if configuration.fluxFiles.isEmpty { return [] }
    var findings: [Finding] = []
    var paths: Set<ByteKey> = []
    for file in configuration.fluxFiles {
      guard let bytes = try Disk.readIfPresent(file, limit: Self.mostBytes) else {
        findings.append(
          Finding(
            path: file, message: "does not exist, but `flux` in \(ConfigurationFile.name) names it",
            rule: .tree
          ))
        continue
      }
      let objects: [Value]
      do {
        objects = try ManifestObjects.valid(in: bytes)
      } catch {
        findings.append(error.finding("not YAML: ", path: file, in: bytes, rule: .tree))
        continue
      }
      paths.formUnion(objects.compactMap(Self.path).map(ByteKey.init))
    }
    if findings.contains(where: { $0.severity == .error }) { return findings }
    let files = configuration.fluxFiles.joined(separator: ", ")
    for (tree, names) in workflows.sorted(by: { $0.key.precedesByBytes($1.key) }) {
      let root = GitRepository.root(holding: tree)
      for name in names.sorted(by: { $0.precedesByBytes($1) }) {
        let folder = Path.join(tree, name)
        let path = root.flatMap { GitRepository.path(of: folder, from: $0) } ?? folder
        if paths.contains(ByteKey(path)) { continue }
        findings.append(
          Finding(
            .warning, path: folder,
            message:
              "no Flux Kustomization in \(files) has `path: ./\(path)`, so Flux does not deliver it; print the "
              + "file again with `tntc gitops flux`", rule: .tree))
      }
    }
    return findings
  }

  /// What a Kustomization of Flux builds, from the root of the repository.
  private static func path(of object: Value) -> String? {
    guard object["kind"]?.text == "Kustomization",
      object["apiVersion"]?.text?.hasPrefixBytes(group) == true, let path = object["spec"]?["path"]?.text
    else { return nil }
    return path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}
