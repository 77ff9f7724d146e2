package import Diagnostics
import Files
package import Releases

/// What a person agreed to, and what the locks of other environments say of a version that is to run.
extension Planner {
  struct Applied {
    let release: Release
    let warnings: [Finding]
  }

  /// The state after an event. Other environments are asked only where a version starts to run, or is bad.
  mutating func applied(_ event: ReleaseEvent, to release: Release) throws -> Applied {
    var consent = Consent(acceptsBad: options.acceptsBad, unpins: options.unpin)
    do throws(Refusal) {
      let next = try release.applying(event, consent)
      if !next.starts(since: release) { return Applied(release: next, warnings: []) }
    } catch {
      guard case .bad = error else { throw error }
    }
    let elsewhere = try marks(of: release.workflow, isLenient: options.acceptsBad || event.isWayBack)
    consent.marks = elsewhere.marks
    do throws(Refusal) {
      return Applied(release: try release.applying(event, consent), warnings: elsewhere.doubts)
    } catch {
      guard case .bad(let version, let marks) = error else { throw error }
      let place = release.isInTree ? options.place : nil
      throw Refusal.bad(
        version, marks.map { $0.environment == nil ? $0.standing(in: nil, place: place) : $0 })
    }
  }

  /// The marks of a workflow in the trees of the other environments.
  ///
  /// - Parameter isLenient: whether a lock that cannot be read is a doubt; the way back is not blocked by another
  ///   environment.
  package mutating func marks(
    of workflow: String, isLenient: Bool
  ) throws -> (marks: [BadMark], doubts: [Finding]) {
    var (marks, doubts): ([BadMark], [Finding]) = ([], [])
    for tree in options.siblings {
      do {
        let state = try state(of: workflow, elsewhere: tree)
        marks += state.badMarks.map {
          $0.standing(
            in: Path.lastComponent(tree), place: state.isInTree ? options.place(of: tree) : nil)
        }
      } catch {
        guard isLenient else { throw error }
        doubts.append(
          Finding(
            .warning, path: Path.join(tree, workflow),
            message:
              "cannot be read, so its bad versions are not known; `tntc verify` shows details"))
      }
    }
    return (marks, doubts)
  }
}
