import JSONE
import TestSupport
import Testing
import YAML

/// What holds for every template.
struct TemplatePropertyTests {
  private enum Outcome: Equatable {
    case value(String?)
    case failure(TemplateError)
  }

  private func outcome(_ template: Template, _ context: Mapping) -> Outcome {
    do throws(TemplateError) {
      return .value(try template.render(context).map(JSON.compact))
    } catch {
      return .failure(error)
    }
  }

  @Test func `rendering depends on template and context only`() {
    var generator = TemplateGenerator(random: .seeded(for: "rendering depends on template and context only"))
    for _ in 0..<fuzzRounds(otherwise: 3) * 300 {
      let (source, context) = (generator.template(), TemplateGenerator.context)
      let template = Template(compiling: source)
      let first = outcome(template, context)
      _ = outcome(template, Mapping())
      #expect(outcome(template, context) == first)
      #expect(outcome(Template(compiling: source), context) == first)
    }
  }

  @Test func `the path of an error leads into the template`() {
    var generator = TemplateGenerator(random: .seeded(for: "the path of an error leads into the template"))
    for _ in 0..<fuzzRounds(otherwise: 3) * 500 {
      let (source, context) = (generator.template(), TemplateGenerator.context)
      guard case .failure(let error) = outcome(Template(compiling: source), context) else {
        continue
      }
      // Functions show up only after the rendering, when the template is no longer in sight.
      if error.message.hasSuffix("uncalled functions") { continue }
      #expect(leads(error.path[...], into: source), "\(error) in \(JSON.compact(source))")
    }
  }

  private func leads(_ path: ArraySlice<PathComponent>, into value: Value) -> Bool {
    switch (path.first, value) {
    case (nil, _): true
    case (.key(let key)?, .mapping(let mapping)):
      mapping[key].map { leads(path.dropFirst(), into: $0) } ?? false
    case (.index(let index)?, .sequence(let items)):
      items.indices.contains(index) && leads(path.dropFirst(), into: items[index])
    default: false
    }
  }

  @Test func `garbage ends in a value or an error`() {
    var random = SplitMix64.seeded(for: "garbage ends in a value or an error")
    let pieces = [
      "${", "}", "$", "$$", "{", "(", ")", "[", "]", ":", ",", ".", "a", "1", "0.5", "'", "\"", "+",
      "-", "**", "!", "==", "<=", "&&", "||", "in ", "true", "min", "é", "\u{301}", "👩‍🚀", " ",
      "\0", "\r\n",
    ]
    for _ in 0..<fuzzRounds(otherwise: 3) * 2_000 {
      let count = Int.random(in: 0...12, using: &random)
      let text = (0..<count).compactMap { _ in pieces.randomElement(using: &random) }.joined()
      let templates: [Value] = [.string(text), ["$eval": .string(text)], .mapping(mapping(text))]
      for template in templates {
        _ = outcome(Template(compiling: template), mapping("a"))
      }
    }
  }

  private func mapping(_ key: String) -> Mapping {
    var mapping = Mapping()
    mapping[key] = [1, "x"]
    return mapping
  }

  @Test func `a value renders to itself once its dollars are doubled`() throws {
    var generator = TemplateGenerator(random: .seeded(for: "a value renders to itself"))
    for _ in 0..<fuzzRounds(otherwise: 3) * 300 {
      let value = generator.template()
      let rendered = try Template(compiling: escaped(value)).render(Mapping())
      #expect(rendered.map(JSON.compact) == JSON.compact(value))
      let plain = withoutDollars(value)
      #expect(
        try Template(compiling: plain).render(Mapping()).map(JSON.compact) == JSON.compact(plain))
    }
  }

  /// The template that makes `value`, whatever is in it.
  private func escaped(_ value: Value) -> Value {
    replacing(value) {
      $0.replacing("${", with: "$${")
    } key: { key in
      key.hasPrefix("$") ? "$" + key : key.replacing("${", with: "$${")
    }
  }

  private func withoutDollars(_ value: Value) -> Value {
    replacing(value) {
      $0.replacing("$", with: "")
    } key: {
      $0.replacing("$", with: "")
    }
  }

  private func replacing(
    _ value: Value, text: (String) -> String, key: (String) -> String
  ) -> Value {
    switch value {
    case .string(let string): return .string(text(string))
    case .sequence(let items):
      return .sequence(items.map { replacing($0, text: text, key: key) })
    case .mapping(let mapping):
      var made = Mapping()
      for (name, item) in mapping { made[key(name)] = replacing(item, text: text, key: key) }
      return .mapping(made)
    default: return value
    }
  }
}
