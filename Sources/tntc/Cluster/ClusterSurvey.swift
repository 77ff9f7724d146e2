import Files
import Releases
import Tree
import YAML

/// Workflows of trees, and the clusters that they are delivered to.
struct ClusterSurvey {
  struct Subject {
    let environment: String?
    let workflow: String
    let built: [BuiltObject]
    /// Its folder in the tree.
    let folder: String
    /// Nil when the consumer decides.
    let namespace: String?
    /// That its templates make, now or before.
    let kinds: [AskedKind]

    /// For people.
    var title: String { "\(workflow)\(environment.map { " in \($0)" } ?? "")" }
  }

  /// A workflow that a tree has, whether it is asked for or not.
  struct Known {
    let environment: String?
    let workflow: String
    let namespace: String?

    init(environment: String?, _ workflow: String, namespace: String?) {
      (self.environment, self.workflow, self.namespace) = (environment, workflow, namespace)
    }
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
  /// By their contexts; of one that does not answer, what kubectl says.
  private let clusters: [String?: Result<Kubectl, FileError>]

  /// - Parameter workflow: the only one that is asked for; nil for all of their namespaces.
  init(
    _ subjects: [Subject], of workflow: String?, _ options: ClusterOptions, in finder: JobFinder
  ) throws {
    (self.subjects, self.workflow, self.options) = (subjects, workflow, options)
    if !subjects.isEmpty, subjects.allSatisfy({ $0.namespace != nil }) {
      try options.target.refuseNamespace(beside: subjects[0].namespace)
    }
    file = try options.answerInFile().map(ClusterObjects.init)
    contexts = try EnvironmentContexts(subjects.map(\.environment), options, finder.configuration)
    var clusters: [String?: Result<Kubectl, FileError>] = [:]
    for subject in subjects where file == nil {
      let context = contexts[subject.environment]
      if clusters[context] != nil { continue }
      clusters[context] = Result { () throws(FileError) in try Kubectl(context: context) }
    }
    self.clusters = clusters
  }

  /// How each of them stands now, in their order: one question for each namespace of a cluster.
  ///
  /// - Throws: `FileError` when the only cluster does not answer. One of several hides none of the others.
  func look() throws -> [ClusterStatus] {
    var answers: [Place: ClusterObjects] = [:]
    return try look(&answers)
  }

  private func look(_ answers: inout [Place: ClusterObjects]) throws -> [ClusterStatus] {
    var silent: [String?: FileError] = [:]
    return try subjects.map { subject in
      let place = Place(context: contexts[subject.environment], namespace: subject.namespace)
      do {
        // It is not asked again for another namespace: each question may take its time.
        if let failure = silent[place.context] { throw failure }
        return ClusterStatus(subject, context: place.context, cluster: try objects(at: place, &answers))
      } catch let failure as FileError where clusters.count > 1 {
        silent[place.context] = failure
        return ClusterStatus(subject, context: place.context, silence: failure)
      }
    }
  }

  private func objects(at place: Place, _ answers: inout [Place: ClusterObjects]) throws -> ClusterObjects {
    let objects = try file ?? answers[place] ?? ClusterObjects(ask(place))
    answers[place] = objects
    return objects
  }

  /// The same, and what else tntc has made in their namespaces.
  ///
  /// - Parameter elsewhere: workflows of other trees, which the same clusters may have.
  func lookAround(
    besides elsewhere: [Known]
  ) throws -> (statuses: [ClusterStatus], left: [LeftWorkflow]) {
    var answers: [Place: ClusterObjects] = [:]
    let statuses = try look(&answers)
    let known =
      elsewhere + subjects.map { Known(environment: $0.environment, $0.workflow, namespace: $0.namespace) }
    var left: [LeftWorkflow] = []
    var seen: Set<Place> = []
    for subject in subjects {
      let place = Place(context: contexts[subject.environment], namespace: subject.namespace)
      guard seen.insert(place).inserted, let objects = answers[place] else { continue }
      let here = known.filter {
        contexts[$0.environment] == place.context && ($0.namespace ?? place.namespace) == place.namespace
      }
      for name in objects.workflows where !here.contains(where: { $0.workflow == name }) {
        let status = ClusterStatus(
          Subject(
            environment: subject.environment, workflow: name, built: [], folder: "",
            namespace: place.namespace, kinds: []), context: place.context, cluster: objects)
        if !status.extra.isEmpty {
          left.append(LeftWorkflow(environment: subject.environment, name: name, cluster: status))
        }
      }
    }
    return (statuses, left)
  }

  private func ask(_ place: Place) throws -> ClusterAnswer {
    guard let kubectl = try clusters[place.context]?.get() else { return ClusterAnswer() }
    let asked = subjects.filter {
      contexts[$0.environment] == place.context && $0.namespace == place.namespace
    }
    return try options.ask(
      kubectl, for: asked.flatMap(\.built), others: asked.flatMap(\.kinds), workflow: workflow,
      namespace: place.namespace)
  }
}

extension ClusterSurvey.Subject {
  init(environment: String?, _ workflow: RetainedWorkflow) throws {
    let built = try workflow.build()
    self.init(
      environment: environment, workflow: workflow.release.workflow, built: built, folder: workflow.path,
      namespace: built.lazy.compactMap { $0.content["metadata"]?["namespace"]?.text }.first,
      kinds: workflow.templateKinds().map { AskedKind($0.kind, $0.apiVersion) })
  }
}
