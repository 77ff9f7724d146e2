package import Terminal
package import TextDiff

/// Differences of files for a terminal.
package enum DiffText {
  package static func text(_ lines: [UnifiedDiff.Line]) -> StyledText {
    lines.map { "\(FindingText.line($0.text), $0.kind.style)\n" }.joined()
  }
}

extension UnifiedDiff.Line.Kind {
  fileprivate var style: Style? {
    switch self {
    case .name: .strong
    case .header: .hunk
    case .line(.added): .added
    case .line(.removed): .removed
    case .line(.kept), .remark: nil
    }
  }
}
