package import Scripts
import YAML

/// The modules of a version in pieces, as far as they were read, so that none is read twice.
package struct ModuleScripts: Sendable {
  private var scripts: [ByteKey: Script] = [:]

  package init() {}

  /// The pieces of a file of the version.
  package func script(of file: SourceFile) -> Script { scripts[ByteKey(file.path)] ?? Script(file.bytes) }

  /// The same, kept for whoever asks next.
  mutating func read(_ file: SourceFile) -> Script {
    let script = script(of: file)
    scripts[ByteKey(file.path)] = script
    return script
  }
}
