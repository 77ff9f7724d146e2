import Tree
import YAML

/// Workflows of trees, and the clusters that they are delivered to.
struct ClusterSurvey {
  struct Subject {
    let environment: String?
    let workflow: String
    let built: [BuiltObject]

    /// For people.
    var title: String { "\(workflow)\(environment.map { " in \($0)" } ?? "")" }

    /// Nil when the consumer decides.
    var namespace: String? { built.lazy.compactMap { $0.content["metadata"]?["namespace"]?.text }.first }
  }

  private struct Place: Hashable {
    let context: String?
    let namespace: String?
  }

  let subjects: [Subject]
  private let workflow: String?
  private let options: ClusterOptions
  private let contexts: EnvironmentContexts
  /// What a file said; nil when clusters are asked.
  private let file: ClusterObjects?
  /// By their contexts.
  private let clusters: [String?: Kubectl]

  /// - Parameter workflow: the only one that is asked for; nil for all of their namespaces.
  init(
    _ subjects: [Subject], of workflow: String?, _ options: ClusterOptions, in finder: JobFinder
  ) throws {
    (self.subjects, self.workflow, self.options) = (subjects, workflow, options)
    file = try options.answerInFile().map(ClusterObjects.init)
    contexts = try EnvironmentContexts(subjects.map(\.environment), options, finder.configuration)
    var clusters: [String?: Kubectl] = [:]
    for subject in subjects where file == nil {
      let context = contexts[subject.environment]
      if clusters[context] == nil { clusters[context] = try Kubectl(context: context) }
    }
    self.clusters = clusters
  }

  /// How each of them stands now, in their order: one question for each namespace of a cluster.
  func look() throws -> [ClusterStatus] {
    var answers: [Place: ClusterObjects] = [:]
    return try subjects.map { subject in
      let place = Place(context: contexts[subject.environment], namespace: subject.namespace)
      let objects = try file ?? answers[place] ?? ClusterObjects(ask(place))
      answers[place] = objects
      return ClusterStatus(subject.workflow, built: subject.built, cluster: objects)
    }
  }

  private func ask(_ place: Place) throws -> ClusterAnswer {
    guard let kubectl = clusters[place.context] else { return ClusterAnswer() }
    let asked = subjects.filter {
      contexts[$0.environment] == place.context && $0.namespace == place.namespace
    }
    return try options.ask(
      kubectl, for: asked.flatMap(\.built), workflow: workflow, namespace: place.namespace)
  }
}
