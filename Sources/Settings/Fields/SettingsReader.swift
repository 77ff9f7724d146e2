import Diagnostics
import WorkflowModel
import YAML

/// The file that settings stand in.
struct SettingsText: Sendable {
  /// The folder that holds `.tentacular`, as seen from the working directory.
  let folder: String
  let path: String
  let bytes: [UInt8]
}

/// Reads a block of settings. Null takes back what a wider block gives.
struct SettingsReader {
  private let owner: String
  private let text: SettingsText
  private let known: [String]

  init(owner: String, text: SettingsText, alsoKnown: [String] = []) {
    self.owner = owner
    self.text = text
    known = SettingField.configurable.map(\.key) + alsoKnown
  }

  func read(_ element: Element, _ findings: inout Findings) -> Mapping {
    var values = Mapping()
    guard FieldScope(element, owner: owner, known: known, &findings) != nil,
      case .mapping(let members) = element.content
    else { return values }
    for member in members {
      // An unknown key is reported already.
      guard let field = SettingField(key: member.key), !field.isDerived else { continue }
      values[field] = field.read(member.value, in: text, &findings)
    }
    return values
  }

  static func boolean(_ element: Element, _ findings: inout Findings) -> Value? {
    findings.warn(ofHazardsIn: element)
    if case .bool(let value) = element.value { return .bool(value) }
    findings.error(element.position, "expected `true` or `false`, not \(shown(element))")
    return nil
  }

  static func shown(_ element: Element) -> String {
    if case .scalar(let scalar) = element.content { "`\(scalar.text)`" } else { element.kind }
  }
}

extension SettingField {
  /// Reads a text.
  ///
  /// - Parameter expected: what it has to be, as in "expected …".
  static func text(_ expected: String, _ isValid: @escaping @Sendable (String) -> Bool) -> Read {
    { element, _, findings in
      guard case .scalar(let scalar) = element.content, isValid(scalar.text) else {
        findings.error(element.position, "expected \(expected), not \(SettingsReader.shown(element))")
        return nil
      }
      return .string(scalar.text)
    }
  }
}
