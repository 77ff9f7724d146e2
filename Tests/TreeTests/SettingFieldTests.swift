import Testing
import YAML

@testable import Settings

/// What has to hold of every row of the table of settings.
@Suite struct SettingFieldTests {
  @Test func everyKeyStandsOnce() {
    #expect(Set(SettingField.keys).count == SettingField.all.count)
    for field in SettingField.all { #expect(SettingField(key: field.key) == field) }
  }

  @Test(arguments: SettingField.all)
  func theirDocumentationIsOneSentenceAlsoInTheSchema(field: SettingField) {
    #expect(field.documentation.hasSuffix(".") && !field.documentation.contains { $0.isNewline || $0 == "|" })
    #expect(!field.recorded.expected.isEmpty)
    #expect(field.isDerived ? field.schema == nil : field.schema?["description"]?.text == field.documentation)
  }

  /// Null has no place in a lock, where it would be taken for a value.
  @Test(arguments: SettingField.configurable)
  func aLockHoldsNothingOfATypeThatNoSettingHas(field: SettingField) {
    #expect(!field.recorded.holds(.null) && field.recorded.holds(.bool(true)) == (field == .suspend))
    #expect(!field.recorded.holds(.number(1.5)))
  }

  @Test(arguments: SettingField.configurable)
  func aLaterPlaceWinsAndNullTakesBack(field: SettingField) {
    let value: (Int) -> Value = {
      [.config, .dependencies, .patches].contains(field) ? ["a": .integer($0)] : .integer($0)
    }
    func merged(_ values: Value?...) -> Mapping {
      values.map { SettingsLayer(origin: "", values: Mapping($0.map { [(field.key, $0)] } ?? [])) }.merged
    }
    #expect(merged(value(1), nil, value(2), nil) == [field.key: value(2)])
    #expect(merged(value(1), .null).isEmpty && merged(nil).isEmpty)
    #expect(merged(value(1), .null, value(2)) == [field.key: value(2)])
  }

  @Test func nullInsideIsKeptForTheConfigOfTheWorkflowAlone() {
    func merged(_ field: SettingField) -> Value? {
      let values: [Value] = [["a": ["b": 1, "c": 2]], ["a": ["b": .null]]]
      return values.map { SettingsLayer(origin: "", values: [field.key: $0]) }.merged[field]
    }
    #expect(merged(.resources) == ["a": ["c": 2]])
    for field in [SettingField.config, .dependencies] {
      #expect(merged(field) == ["a": ["b": .null, "c": 2]])
    }
  }

  @Test func aPatchReplacesThatOfAWiderPlaceWholeWhereItStands() {
    func merged(_ values: Value...) -> Value? {
      values.map { SettingsLayer(origin: "", values: [SettingField.patches.key: $0]) }.merged[.patches]
    }
    let wide: Value = ["a": ["patch": ["x": 1]], "b": ["patch": ["y": .null]]]
    #expect(merged(wide) == wide)
    #expect(
      merged(wide, ["a": ["patch": ["z": 2]]]) == ["a": ["patch": ["z": 2]], "b": ["patch": ["y": .null]]])
    let replaced = merged(wide, ["c": 1, "a": ["patch": ["z": 2]]])
    #expect(
      replaced.map { value in if case .mapping(let entries) = value { entries.keys } else { [] } } == [
        "a", "b", "c",
      ])
    #expect(merged(wide, ["a": .null]) == ["b": ["patch": ["y": .null]]])
    #expect(merged(wide, ["a": .null, "b": .null]) == nil)
  }

  @Test func whatIsDerivedComesFromNoLayer() {
    let layer = SettingsLayer(origin: "", values: [SettingField.templatesDigest.key: "sha256:1"])
    #expect([layer].merged.isEmpty)
  }
}
