import JSONE
import Testing
import YAML

@Suite struct SpecificationTests {
  /// Left out on purpose: a render never reads a clock. `fromNow` as a name that is bound to something
  /// else is no clock, and stays in.
  private func readsClock(_ spec: SpecCase) -> Bool {
    let text = JSON.compact(spec.template)
    if spec.section == "$fromNow" || text.contains("\"$fromNow\"") { return true }
    if text.contains("eval\":\"now\"") { return true }
    return text.contains("fromNow") && !text.contains("uppercase") && !text.contains("$$fromNow")
  }

  @Test(.enabled(if: SpecLoader.isThere))
  func everyCaseButThoseOnTheClock() throws {
    let cases = try SpecLoader.cases()
    let run = cases.filter { !readsClock($0) }
    print("JSON-e suite: \(run.count) cases, \(cases.count - run.count) on the clock left out")
    #expect(run.count > 1100)
    for spec in run { check(spec) }
  }

  private func check(_ spec: SpecCase) {
    guard case .mapping(let context) = spec.context else { return }
    do throws(TemplateError) {
      let value = try Template(compiling: spec.template).render(context)
      if spec.error != nil {
        Issue.record("\(spec): expected an error, got \(value.map(JSON.compact) ?? "nothing")")
      } else {
        #expect(value ?? .null == spec.result ?? .null, "\(spec)")
      }
    } catch {
      if spec.error == nil { Issue.record("\(spec): \(error.kind.rawValue): \(error.message)") }
      if let expected = spec.error?.text, let kind = expected.split(whereSeparator: { ": ".contains($0) }).first {
        #expect(error.kind.rawValue == kind, "\(spec): \(error.message)")
      }
    }
  }
}
