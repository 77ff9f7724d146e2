package import WorkflowModel

/// What nodes may reach, in words.
package enum ReachText {
  /// `api.example.com:443 (dependency github)`
  package static func explained(_ target: NetworkTarget) -> String { target.explanation }

  /// Who says so.
  package static func origin(_ origin: NetworkTarget.Origin) -> String { origin.text }
}
