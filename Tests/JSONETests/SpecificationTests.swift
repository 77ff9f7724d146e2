import Foundation
import JSONE
import TestSupport
import Testing
import YAML

@Suite struct SpecificationTests {
  /// Left out on purpose: a render never reads a clock. `fromNow` as a name that is bound to
  /// something else is no clock, and stays in.
  private func readsClock(_ spec: SpecCase) -> Bool {
    let text = JSON.compact(spec.template)
    if spec.section == "$fromNow" || text.contains("\"$fromNow\"") { return true }
    if text.contains("eval\":\"now\"") { return true }
    return text.contains("fromNow") && !text.contains("uppercase") && !text.contains("$$fromNow")
  }

  @Test(.needs(.templateSuite))
  func everyCaseButThoseOnTheClock() throws {
    let cases = try SpecLoader.cases()
    let run = cases.filter { !readsClock($0) }
    print("JSON-e suite: \(run.count) cases, \(cases.count - run.count) on the clock left out")
    #expect(run.count > 1100)
    for spec in run { check(spec) }
  }

  private func check(_ spec: SpecCase) {
    guard case .mapping(let context) = spec.context else {
      Issue.record("\(spec): its context is no mapping")
      return
    }
    do throws(TemplateError) {
      let value = try Template(compiling: spec.template).render(context)
      if spec.error != nil {
        Issue.record("\(spec): expected an error, got \(value.map(JSON.compact) ?? "nothing")")
      } else {
        #expect(value ?? .null == spec.result ?? .null, "\(spec)")
      }
    } catch {
      if spec.error == nil { Issue.record("\(spec): \(error.kind.rawValue): \(error.message)") }
      if let expected = spec.error?.text { check(error, expected, spec) }
    }
  }

  /// The suite writes errors as `Kind at template.path: message`. Ours begin with the same message
  /// and say more, but for syntax errors and for what cannot be called, which are in our own words.
  private func check(_ error: TemplateError, _ expected: String, _ spec: SpecCase) {
    let kind = expected.prefix { $0 != ":" && $0 != " " }
    #expect(error.kind.rawValue == kind, "\(spec): \(error.message)")
    if kind == "SyntaxError" || expected.hasSuffix("is not callable") { return }
    guard let colon = expected.range(of: ": ") else { return }
    var message = String(expected[colon.upperBound...])
    if let rest = message.range(of: ": expected at least") {
      message = String(message[..<rest.lowerBound])
    }
    #expect(error.message.hasPrefix(message), "\(spec)")
  }
}
