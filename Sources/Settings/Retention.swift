/// How many versions stay in a tree.
package enum Retention {
  /// By default.
  package static let usual = 10
  /// The least number.
  package static let least = 4
  /// How many old ReplicaSets the cluster keeps of a Deployment (Kubernetes API, `revisionHistoryLimit`): one less
  /// than the least number of versions, so that every one that could come back has its ConfigMap.
  package static let revisionHistoryLimit = least - 1
}
