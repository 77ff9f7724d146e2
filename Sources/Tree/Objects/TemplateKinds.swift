import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

extension RetainedWorkflow {
  /// The kinds that templates of one's own make, as far as they say so at the beginning of a line: where a template
  /// makes nothing any more, there may be something of it. None where the folder is not there.
  package func templateKinds() -> [(kind: String, apiVersion: String)] {
    guard let recorded = release.settings[.templates]?.text else { return [] }
    let files = (try? TemplateFolder.read(Path.join(Path.parent(path), recorded))) ?? []
    return files.flatMap { file in
      file.bytes.split(separator: UInt8(ascii: "\n")).reduce(into: TemplateKindScan()) { $0.read($1) }.kinds
    }
  }
}

/// Finds pairs of `apiVersion` and `kind` by their lines.
private struct TemplateKindScan {
  private var apiVersion: String?
  private(set) var kinds: [(kind: String, apiVersion: String)] = []

  mutating func read(_ line: ArraySlice<UInt8>) {
    if let text = ObjectScan.text("apiVersion", in: Array(line)) { apiVersion = text }
    guard let kind = ObjectScan.text("kind", in: Array(line)), let apiVersion else { return }
    kinds.append((kind, apiVersion))
    self.apiVersion = nil
  }
}
