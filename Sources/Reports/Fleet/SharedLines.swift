import Comparison
import TextDiff
import WorkflowModel
import YAML

/// A file of an entry, to find the same in others.
struct FileLine {
  private let delta: FileDelta
  /// The lines that are not the same, with those around them.
  private var lines: String
  /// Whose name is left out.
  private var unnamed: String?
  /// Where it is in the entry.
  let source: Int
  let file: Int

  /// Nil for what is not text.
  init?(_ delta: FileDelta, source: Int, file: Int) {
    guard let difference = delta.difference else { return nil }
    self.delta = delta
    lines = difference.hunks.map { hunk in
      "\(hunk.header)\n"
        + hunk.lines.map { line in
          "\(line.mark.rawValue)\(line.text)\(line.hasLineBreak ? "" : "\0")\n"
        }.joined()
    }.joined()
    (self.source, self.file) = (source, file)
  }

  private var path: String { unnamed.map { WithoutName.text(delta.path, $0) } ?? delta.path }

  var key: String { "\(delta.action.mark) \(path)\n\(lines)" }

  func withoutName(_ workflow: String) -> FileLine {
    var line = self
    (line.lines, line.unnamed) = (WithoutName.text(lines, workflow), workflow)
    return line
  }

  /// The file as it is shown for all: without nodes, as those that it is for may be other ones in each.
  var shown: FileDelta {
    func content(_ bytes: [UInt8]?) -> [UInt8]? {
      bytes.map { bytes in unnamed.map { WithoutName.bytes(bytes, $0) } ?? bytes }
    }
    return FileDelta(path: path, old: content(delta.old), new: content(delta.new), nodes: [])
  }
}

extension FleetEntry {
  /// The files that both sides of a source have as text.
  var fileLines: [FileLine] {
    sources.enumerated().filter { !$1.isWhole }.flatMap { source, content in
      content.files.enumerated().compactMap { FileLine($1.delta, source: source, file: $0) }
    }
  }

  /// Whether there is source that no others have.
  var hasCode: Bool {
    sources.contains { source in source.hasPackages || source.files.contains { $0.elsewhere == nil } }
  }
}

extension FleetEntry.Object {
  /// A line for each field, else one for the object.
  var lines: [Fleet.ObjectLine] {
    func line(_ field: FieldChange?) -> Fleet.ObjectLine {
      Fleet.ObjectLine(action: change.action, kind: change.kind, title: title, field: field)
    }
    return isNamed ? [line(nil)] : fields.map(line)
  }

  mutating func remove(_ line: Fleet.ObjectLine) {
    guard let field = line.field else {
      isNamed = false
      return
    }
    fields.removeAll { $0.isSame(as: field) }
  }
}

extension Fleet.ObjectLine {
  /// The same for lines of one object.
  var object: ByteKey { ByteKey("\(action.mark) \(title)") }

  var key: String { "\(object.text)\n\(field?.tallyKey ?? "")" }

  func withoutName(_ workflow: String) -> Fleet.ObjectLine {
    Fleet.ObjectLine(
      action: action, kind: kind, title: WithoutName.text(title, workflow),
      field: field?.withoutName(workflow))
  }
}

extension Fleet.RiskLine {
  init(_ risk: Risk, of change: WorkflowChange, _ gate: Gate) {
    self.init(
      risk: risk, text: RiskText.text(risk, of: change), fate: GateText.fate(of: risk, change, gate),
      blocks: gate.blocks(risk, of: change))
  }

  var key: String { ([risk.level.rawValue, text] + fate).joined(separator: "\n") }

  func withoutName(_ workflow: String) -> Fleet.RiskLine {
    Fleet.RiskLine(risk: risk, text: WithoutName.text(text, workflow), fate: fate, blocks: blocks)
  }
}
