import Diagnostics
import Files
import Provenance
import Releases
import Reports
import Tree

/// A statement that `verify --provenance` was given.
struct StatementFile {
  private let path: String
  private let kept: KeptStatement

  init(_ path: String) throws {
    self.path = path
    kept = try KeptStatement(
      Disk.read(path, limit: KeptStatement.maximumBytes, followingLinks: true), path: path)
  }

  var workflow: String { kept.workflow }

  /// Where it says something else than the tree.
  func findings(_ finder: JobFinder, environment: String?) -> [Finding] {
    do {
      let tree = try finder.tree(holding: kept.workflow, environment: environment)
      let workflow = try RetainedWorkflow(kept.workflow, in: tree)
      // A version that is not there is said before git is asked.
      _ = try workflow.source(of: kept.version)
      let commit = SourceCommit(of: kept.version, workflow)
      let expected = try workflow.provenance(of: kept.version, commit: commit.id, as: commit.release)
      let notices =
        kept.isSigned
        ? [Finding(.notice, path: path, message: "the signatures of the envelope are not checked here")] : []
      return notices
        + ProvenanceCheck.findings(
          kept, file: path, expected: expected, tree: tree, commitProblem: commit.problem)
    } catch let failure as InvalidInput {
      return failure.findings
    } catch let problem as ReleaseProblem {
      return [ProblemText.finding(problem)]
    } catch let failure as FileError {
      return [Finding(path: failure.path, message: failure.message)]
    } catch {
      return [Finding(path: path, message: "\(error)")]
    }
  }
}
