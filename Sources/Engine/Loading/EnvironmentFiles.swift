import Diagnostics
import Files
import WorkflowModel
import YAML

/// What an environment lays over a workflow, as its files say.
struct EnvironmentFiles {
  /// Laid over `config:`.
  private(set) var config = Mapping()
  /// Laid over `contract.dependencies`, by their names.
  private(set) var dependencies = Mapping()
  /// Of the files; nil without any.
  private(set) var digest: String?

  /// - Parameter workflow: nil where it could not be read.
  /// - Throws: `FileError` when a file cannot be read.
  static func read(_ options: EngineOptions, _ workflow: Workflow?, _ findings: inout [Finding])
    throws(FileError)
    -> EnvironmentFiles
  {
    var environment = EnvironmentFiles()
    var files = OverlayFiles()
    if let path = options.configFile {
      let bytes = try Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)
      files.config = bytes
      environment.config = values(in: bytes, path, &findings) { element, own in
        ConfigReader.check(overlay: element, &own)
        if case .mapping(let mapping) = element.value { return mapping }
        return nil
      }
    }
    if let path = options.dependenciesFile {
      let bytes = try Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)
      files.dependencies = bytes
      environment.dependencies = values(in: bytes, path, &findings) { element, own in
        tellStrays(element, workflow, &own)
        return DependencyFilling.read(element, &own)
      }
    }
    environment.digest = files.digest
    return environment
  }

  /// A file may be for several workflows, or for several versions of one.
  private static func tellStrays(_ element: Element, _ workflow: Workflow?, _ findings: inout Findings) {
    guard let workflow, case .mapping(let members) = element.content else { return }
    for member in members where !member.value.isNull {
      guard let problem = workflow.problem(withFilling: member.key) else { continue }
      findings.notice(member.keyPosition, problem)
    }
  }

  /// - Parameter read: checks what is not null.
  private static func values(
    in bytes: [UInt8], _ path: String, _ findings: inout [Finding],
    _ read: (Element, inout Findings) -> Mapping?
  ) -> Mapping {
    var own = Findings(path: path)
    let root = Reader.read(bytes, path: path).root { own.error($0.position, $0.message) }
    var values: Mapping?
    if let root, !root.isNull { values = read(root, &own) }
    findings += own.all.inOrder(of: bytes)
    return values ?? Mapping()
  }
}
