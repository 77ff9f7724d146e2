import Bytes
package import Diagnostics
package import YAML

/// The input of a run, JSON as a person wrote it.
package struct RunInput: Sendable {
  /// As it was written, without a byte order mark.
  package let bytes: [UInt8]
  package let value: Value

  /// - Parameter name: where the text comes from, for messages.
  /// - Returns: nil when the text is not JSON, of which a finding tells; numbers that JavaScript cannot hold are
  ///   warnings.
  package static func read(_ bytes: [UInt8], name: String) -> Reading<RunInput?> {
    let text = ByteOrderMark.removed(from: bytes)
    do {
      let root = try JSON.element(text)
      var findings = Findings(path: name)
      findings.warn(ofHazardsIn: root)
      return Reading(RunInput(bytes: text, value: root.value), findings.all.inOrder(of: text))
    } catch {
      return Reading(nil, [error.finding("not JSON: ", path: name, in: text)])
    }
  }
}
