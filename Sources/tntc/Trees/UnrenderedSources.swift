import Diagnostics
import Tree

extension JobFinder {
  /// Sources that were changed and not rendered since; nothing where there are no sources.
  ///
  /// - Parameter environment: nil for all.
  func unrenderedSources(environment: String?) -> [Finding] {
    guard let jobs = try? jobs(paths: [], environment: environment) else { return [] }
    var digests: [String: SourceDigest] = [:]
    for job in jobs {
      let new = job.directories.filter { digests[$0] == nil }
      for (directory, digest) in zip(new, TreeIndex.map(job.tree, new, SourceDigest.init)) {
        digests[directory] = digest
      }
    }
    return jobs.flatMap { [digests] job in
      var options = RenderOptions()
      options.configured = job.scopes
      options.environment = job.environment
      options.place = place(environment: job.environment)
      let planner = Planner(tree: job.tree, options: options)
      let findings = TreeIndex.map(job.tree, job.directories) { directory in
        digests[directory].flatMap { planner.unrendered(directory, $0) }
      }.compactMap(\.self)
      // What a sparse checkout leaves out is in the tree all the same.
      return findings.isEmpty || SparseTree(job.tree).isWhole ? findings : []
    }
  }
}
