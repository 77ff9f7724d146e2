import Foundation

/// The readers that decide whether a manifest says what was meant. Each takes the expected document
/// as JSON, and answers with the places where it reads something else.
package enum Readers {
  /// PyYAML (YAML 1.1), by its own parser and by libyaml; types count: 1 is not 1.0.
  package static func pyYAML(_ yaml: [UInt8], expecting json: String) throws -> [String] {
    try Comparison.run("yaml", yaml, json)
  }

  /// The same for the texts alone, however they are quoted: kustomize leaves the quotes away from
  /// `=`, `<<` or `.1_`, which Python takes for something else, and Go does not.
  package static func pyYAML(textsOf yaml: [UInt8], expecting json: String) throws -> [String] {
    try Comparison.run("texts", yaml, json)
  }

  /// The reader of kubectl (sigs.k8s.io/yaml), and so of Argo CD and Flux.
  package static func kubectl(_ yaml: [UInt8], expecting json: String) throws -> [String] {
    try withTemporaryFolder { folder in
      try folder.write(yaml, to: "manifest.yaml")
      let outcome = try Tool.kubectl.run(
        ["patch", "--local", "-f", "manifest.yaml", "--type=merge", "-p", "{}", "-o", "json"],
        in: folder)
      guard outcome.status == 0 else { return [outcome.errors] }
      return try Comparison.run("json", outcome.output, json)
    }
  }
}

/// kustomize as it is in kubectl: reads all manifests and writes them anew.
package enum Kustomize {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  package static func build(_ manifest: [UInt8]) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      try folder.write(manifest, to: "manifest.yaml")
      try folder.write(Array("resources:\n- manifest.yaml\n".utf8), to: "kustomization.yaml")
      let outcome = try Tool.kubectl.run(["kustomize", "."], in: folder)
      guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
      return outcome.output
    }
  }
}
