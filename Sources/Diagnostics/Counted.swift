/// A number and its noun: `1 file`, `2 files`.
package enum Counted {
  package static func text(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
