import Comparison
import YAML

/// Notes for reviewers about unchanged things, once for all workflows.
enum NoteText {
  /// More images than this are counted; JSON has all.
  private static let mostImages = 10

  static func lines(_ comparison: Comparison) -> [String] {
    let images = comparison.floatingImages
    if images.isEmpty { return [] }
    let shown = images.prefix(mostImages).map { image, workflows in
      "\(image) (\(PackageText.list(workflows)))"
    }
    let rest = images.count - shown.count
    return [
      "low: images without a digest, \(comparison.relation.stays), so the program can change without a change here: "
        + "\(shown.joined(separator: ", "))\(rest > 0 ? " and \(rest) more, which `tntc diff --format json` lists" : "")"
    ]
  }

  static func value(_ comparison: Comparison) -> Value {
    .sequence(
      comparison.floatingImages.map { image, workflows in
        [
          "kind": .string(RiskKind.floatingImage.rawValue), "level": .string(Risk.Level.low.rawValue),
          "image": .string(image), "workflows": .sequence(workflows.map(Value.string)),
        ]
      })
  }
}
