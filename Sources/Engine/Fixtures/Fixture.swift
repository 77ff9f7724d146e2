package import YAML

/// What a node, or the whole graph, is to make of an input; a file of `tests/fixtures`.
package struct Fixture: Sendable {
  package enum Subject: Sendable, Equatable {
    case node(String)
    case pipeline
  }

  package enum Expectation: Sendable {
    /// The output of the node; of a pipeline: outputs by node, of which only those are compared that it names.
    case output(Value)
    /// A part of the error.
    case error(String)
    case nothing
  }

  /// The name of its file without `.json`, like `fetch.no-answer`.
  package let name: String
  package let path: String
  package let subject: Subject
  /// As it was read.
  let document: Mapping

  var input: Value { document["input"] ?? .mapping(Mapping()) }
  /// Laid over `config:` of the workflow; a JSON merge patch (RFC 7396).
  var config: Mapping { mapping("config") }
  /// By service and key; the only ones that there are.
  var secrets: Mapping { mapping("secrets") }
  /// Answers by URL, or by method and URL; `mock` for an answer to every request; null foresees none.
  var answers: Value { document["fetch"] ?? .null }
  static let mock = "mock"

  var expectation: Expectation {
    if let output = document["expected"] { return .output(output) }
    return document["expectedError"]?.text.map(Expectation.error) ?? .nothing
  }

  private func mapping(_ key: String) -> Mapping {
    if case .mapping(let mapping)? = document[key] { mapping } else { Mapping() }
  }
}

/// How a fixture went.
package struct FixtureResult: Sendable {
  package enum Problem: Sendable {
    case output(expected: Value, actual: Value)
    /// An output was expected.
    case failed(String)
    /// An error was expected.
    case succeeded(expectedError: String, output: Value)
    case error(expected: String, actual: String)
    /// Nothing was expected but an output, whatever it is.
    case threw(String)
  }

  package let fixture: Fixture
  /// Whether what came out was compared: a fixture may say nothing of it.
  package let isChecked: Bool
  package let milliseconds: Double
  package let problem: Problem?
  let outcome: Outcome

  enum Outcome: Sendable {
    case output(Value)
    case error(String)
  }
}

extension FixtureResult {
  init(_ fixture: Fixture, _ outcome: Outcome, milliseconds: Double) {
    self.fixture = fixture
    self.milliseconds = milliseconds
    self.outcome = outcome
    if case .nothing = fixture.expectation { isChecked = false } else { isChecked = true }
    problem =
      switch (fixture.expectation, outcome) {
      case (.output(let expected), .output(let actual)):
        expected == actual
          ? nil : .output(expected: expected.withSortedKeys, actual: actual.withSortedKeys)
      case (.output, .error(let message)): .failed(message)
      case (.error(let expected), .error(let actual)):
        actual.contains(expected) ? nil : .error(expected: expected, actual: actual)
      case (.error(let expected), .output(let output)):
        .succeeded(expectedError: expected, output: output.withSortedKeys)
      case (.nothing, .output): nil
      case (.nothing, .error(let message)): .threw(message)
      }
  }

  /// The fixture's file with what came of it as what is expected.
  package var updatedFile: [UInt8] {
    var document = fixture.document
    switch outcome {
    case .output(let output):
      document["expectedError"] = nil
      document["expected"] = output
    case .error(let message):
      document["expected"] = nil
      document["expectedError"] = .string(message)
    }
    return Array((JSON.pretty(.mapping(document)) + "\n").utf8)
  }
}
