import Diagnostics
import YAML

/// A text of the file, and what was made of it.
struct WrittenText<Product> {
  let text: String
  let position: Position
  /// Nil when the text does not have its form, which was reported.
  let product: Product?
}

/// Rows by the kind of their value, which the reader checks as the JSON Schema does, except for texts: it takes any
/// scalar as it is written, like `version: 1.10`, where the schema asks for a string.
extension KeyRow {
  /// A value of any other kind than those below.
  static func value(
    _ key: String, _ documentation: String?, _ presence: Presence = .optional,
    about rule: Finding.Rule? = nil,
    type: String? = nil, schema constraints: @autoclosure @escaping @Sendable () -> Mapping,
    read: @escaping @Sendable (Element, inout Draft, inout Findings) -> Void
  ) -> KeyRow {
    KeyRow(
      key: key, documentation: documentation, presence: presence, rule: rule, type: type,
      constraints: constraints, read: read)
  }

  /// Text for people, however it is written.
  static func note(
    _ key: String, _ documentation: String, about rule: Finding.Rule? = nil,
    keep: @escaping @Sendable (String, inout Draft) -> Void
  ) -> KeyRow {
    value(key, documentation, about: rule, schema: ["type": SchemaParts.scalarTypes]) {
      element, draft, findings in
      if let text = element.text(of: key, expected: "text", &findings) { keep(text, &draft) }
    }
  }

  /// A note that is in manifests.
  static func manifestNote(
    _ key: String, _ documentation: String, about rule: Finding.Rule? = nil,
    keep: @escaping @Sendable (String, inout Draft) -> Void
  ) -> KeyRow {
    value(key, documentation, about: rule, schema: ["type": SchemaParts.scalarTypes]) {
      element, draft, findings in
      if let text = element.manifestText(of: key, &findings) { keep(text, &draft) }
    }
  }

  /// - Parameters:
  ///   - expected: for a value that is not text.
  ///   - keep: takes the text whether it has its form or not.
  static func text<Product>(
    _ key: String, _ documentation: String, _ presence: Presence = .optional, about rule: Finding.Rule? = nil,
    expected: String = "text", form: TextForm<Product>,
    keep: @escaping @Sendable (WrittenText<Product>, inout Draft, inout Findings) -> Void
  ) -> KeyRow {
    value(key, documentation, presence, about: rule, type: "string", schema: form.schema()) {
      element, draft, findings in
      guard let text = element.text(of: key, expected: expected, &findings) else { return }
      keep(form.written(text, element.position, &findings), &draft, &findings)
    }
  }

  /// - Parameter keep: is given nil for what is not such a number, which was reported.
  static func integer(
    _ key: String, _ documentation: String?, in range: ClosedRange<Int>,
    keep: @escaping @Sendable (Int?, inout Draft) -> Void
  ) -> KeyRow {
    value(
      key, documentation, type: "integer",
      schema: ["minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    ) { element, draft, findings in
      guard case .scalar(let scalar) = element.content, case .integer(let number) = scalar.resolved,
        range.contains(number)
      else {
        let (least, most) = (range.lowerBound, range.upperBound)
        findings.error(element.position, "`\(key)` has to be a whole number from \(least) to \(most)")
        return keep(nil, &draft)
      }
      keep(number, &draft)
    }
  }

  /// - Parameter expected: as in "expected a list, like …".
  static func list(
    _ key: String, _ documentation: String, _ presence: Presence = .optional, about rule: Finding.Rule? = nil,
    expected: String, schema constraints: @autoclosure @escaping @Sendable () -> Mapping,
    read: @escaping @Sendable ([Element], Position, inout Draft, inout Findings) -> Void
  ) -> KeyRow {
    value(key, documentation, presence, about: rule, type: "array", schema: constraints()) {
      element, draft, findings in
      guard case .sequence(let items) = element.content else {
        findings.error(element.position, "`\(key)` is \(element.kind); expected \(expected)")
        return
      }
      read(items, element.position, &draft, &findings)
    }
  }

  /// - Parameter expected: as in "expected a mapping, like …".
  static func mapping(
    _ key: String, _ documentation: String, _ presence: Presence = .optional, about rule: Finding.Rule? = nil,
    expected: String = "a mapping",
    schema constraints: @autoclosure @escaping @Sendable () -> Mapping = Mapping(),
    read: @escaping @Sendable ([Member], Element, inout Draft, inout Findings) -> Void
  ) -> KeyRow {
    value(key, documentation, presence, about: rule, type: "object", schema: constraints()) {
      element, draft, findings in
      guard case .mapping(let members) = element.content else {
        findings.error(element.position, "`\(key)` is \(element.kind); expected \(expected)")
        return
      }
      read(members, element, &draft, &findings)
    }
  }

  /// The same, with a warning of a value that readers of YAML take for different things.
  var warningOfHazards: KeyRow {
    KeyRow(
      key: key, documentation: documentation, presence: presence, rule: rule, type: type,
      constraints: constraints
    ) { [read] element, draft, findings in
      findings.warn(ofHazardsIn: element)
      read(element, &draft, &findings)
    }
  }
}

extension Element {
  /// The text of a scalar, as it was written: `1.10` stays `1.10`.
  func text(of key: String, expected: String, _ findings: inout Findings) -> String? {
    guard case .scalar(let scalar) = content else {
      findings.error(position, "`\(key)` is \(kind); expected \(expected)")
      return nil
    }
    return scalar.text
  }

  /// The same, for a text that is in manifests.
  func manifestText(of key: String, expected: String = "text", _ findings: inout Findings) -> String? {
    guard let text = text(of: key, expected: expected, &findings) else { return nil }
    if let character = text.unstorable {
      findings.error(
        position,
        "`\(key)` contains \(character.codePoint), which kubectl and kustomize refuse or change; remove it"
      )
    }
    return text
  }
}

extension TextForm {
  /// Reads a text, and reports what is wrong with it.
  func written(
    _ text: String, _ position: Position, _ findings: inout Findings
  ) -> WrittenText<Product> {
    do {
      return WrittenText(text: text, position: position, product: try read(text))
    } catch {
      findings.error(position, error.reason)
      return WrittenText(text: text, position: position, product: nil)
    }
  }
}
