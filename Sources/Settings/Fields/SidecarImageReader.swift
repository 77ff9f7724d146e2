import Diagnostics
import WorkflowModel
import YAML

/// Reads `sidecars:` of settings: images by the names of sidecars.
enum SidecarImageReader {
  static let key = "image"

  @Sendable static func schema(_ documentation: String) -> Value {
    let image = SchemaParts.text("The image: `name[:tag][@sha256:…]`.", pattern: ImageReference.pattern)
    return [
      "description": .string(documentation), "type": ["object", "null"],
      "propertyNames": .mapping(NameRules.sidecar.schema()),
      "additionalProperties": SchemaParts.object(nil, Mapping([(key, image)]), isOptional: true),
    ]
  }

  static func read(_ element: Element, _ findings: inout Findings) -> Value? {
    guard case .mapping(let members) = element.content else {
      findings.error(
        element.position,
        "expected a mapping from names of sidecars, like `proxy: {image: registry.example/proxy:1}`, not "
          + SettingsReader.shown(element))
      return nil
    }
    var values = Mapping()
    for member in members {
      do { _ = try NameRules.sidecar.read(member.key) } catch {
        findings.error(member.keyPosition, error.reason)
      }
      values[member.key] = image(member, &findings)
    }
    return .mapping(values)
  }

  private static func image(_ member: Member, _ findings: inout Findings) -> Value? {
    if member.value.isNull { return .null }
    guard let scope = FieldScope(member.value, owner: "sidecar `\(member.key)`", known: [key], &findings)
    else {
      return nil
    }
    guard let image = member.value.member(key)?.value else { return .mapping(Mapping()) }
    if image.isNull { return .mapping(Mapping([(key, .null)])) }
    guard let (text, position) = scope.text(key, &findings) else { return nil }
    do { _ = try ImageReference.form.read(text) } catch { findings.error(position, error.reason) }
    return .mapping(Mapping([(key, .string(text))]))
  }
}
