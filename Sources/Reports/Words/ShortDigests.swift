import Bytes
import Comparison
import WorkflowModel
import YAML

/// SHA-256 digests by their first 12 digits, as git and docker show them, where that tells all digests of a report apart.
struct ShortDigests {
  private static let prefix = Array("sha256:".utf8)
  private static let whole = 64
  private static let short = 12

  /// Beginnings that different digests of the report share: these are shown whole.
  private let ambiguous: Set<ByteKey>

  /// - Parameter texts: all that the report shows of digests; one that stands nowhere in them is shown whole.
  init(of texts: [String]) {
    var known: [ByteKey: ByteKey] = [:]
    var ambiguous: Set<ByteKey> = []
    for text in texts {
      let bytes = Array(text.utf8)
      for digits in Self.runs(in: bytes) {
        let digest = ByteKey(String(decoding: bytes[digits], as: UTF8.self))
        let beginning = ByteKey(String(decoding: bytes[digits].prefix(Self.short), as: UTF8.self))
        if known[beginning, default: digest] != digest { ambiguous.insert(beginning) }
        known[beginning] = digest
      }
    }
    self.ambiguous = ambiguous
  }

  func text(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var (result, place): ([UInt8], Int) = ([], 0)
    for digits in Self.runs(in: bytes) where digits.count == Self.whole && !isPartOfWord(digits, bytes) {
      let end = digits.lowerBound + Self.short
      let beginning = ByteKey(String(decoding: bytes[digits.lowerBound..<end], as: UTF8.self))
      if ambiguous.contains(beginning) { continue }
      result += bytes[place..<end]
      place = digits.upperBound
    }
    return place == 0 ? text : String(decoding: result + bytes[place...], as: UTF8.self)
  }

  /// A change from one value to another; what is new or gone is shown whole.
  func field(_ field: FieldChange) -> FieldChange {
    guard let from = field.from, let to = field.to else { return field }
    return FieldChange(path: field.path, from: value(from), to: value(to))
  }

  /// What is said of a risk, by the same rule.
  func text(_ text: String, of risk: Risk) -> String {
    let facts = risk.facts
    return (facts.from == nil) == (facts.to == nil) ? self.text(text) : text
  }

  func text(_ risk: Risk, of change: WorkflowChange) -> String {
    text(RiskText.text(risk, of: change), of: risk)
  }

  private func value(_ value: Value) -> Value {
    switch value {
    case .string(let text): .string(self.text(text))
    case .sequence(let items): .sequence(items.map(self.value))
    case .mapping(let members):
      .mapping(Mapping(members.map { (key: $0.key, value: self.value($0.value)) }))
    default: value
    }
  }

  private func isPartOfWord(_ digits: Range<Int>, _ bytes: [UInt8]) -> Bool {
    bytes.indices.contains(digits.upperBound) && bytes[digits.upperBound].isIn(.alphanumeric)
  }

  /// Where digits follow `sha256:`, at least as many as are shown.
  private static func runs(in bytes: [UInt8]) -> [Range<Int>] {
    var (runs, place): ([Range<Int>], Int) = ([], 0)
    while let start = bytes[place...].firstRange(of: prefix)?.upperBound {
      place = bytes[start...].firstIndex { !$0.isIn(.digit.union("abcdef")) } ?? bytes.count
      if place - start >= short { runs.append(start..<place) }
    }
    return runs
  }
}

/// The texts of a value, in which digests stand.
private func texts(_ value: Value) -> [String] {
  switch value {
  case .string(let text): [text]
  case .sequence(let items): items.flatMap(texts)
  case .mapping(let members): members.flatMap { texts($0.value) }
  default: []
  }
}

extension ShortDigests {
  /// Of all that is said of a comparison.
  init(of comparison: Comparison) {
    self.init(
      of: comparison.workflows.flatMap { change in
        let objects = change.objects + (change.rendering?.objects ?? [])
        let values = objects.flatMap(\.fields).flatMap { [$0.from, $0.to].compactMap(\.self) }
        return change.acts.map { ActText.text($0, of: change) }
          + change.allRisks.map { RiskText.text($0, of: change) } + values.flatMap(texts)
      })
  }
}
