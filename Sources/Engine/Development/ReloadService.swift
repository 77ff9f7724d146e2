import Diagnostics
import Files
import Logging
import ServiceLifecycle

/// Loads the workflow directory whenever it changes. What cannot be loaded leaves the one before in place.
struct ReloadService: Service {
  let options: EngineOptions
  let logger: Logger
  let executor: LoopExecutor
  let current: CurrentGeneration
  let report: @Sendable (LoadFailure) -> Void

  /// How long runs may go on in a version that was edited meanwhile.
  private static let longestRun = Duration.seconds(3600)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        await follow { generation, number in group.addTask { await live(generation, number) } }
        group.cancelAll()
      }
    }
  }

  /// Starts a generation for each state of the directory, until the task is cancelled.
  private func follow(_ start: (Generation, _ number: Int) -> Void) async {
    let watch = WorkflowWatch(
      directory: Path.parent(options.workflowFile),
      files: [options.configFile, options.dependenciesFile].compactMap(\.self))
    var number = 0
    while true {
      // The state first: what changes while it is loaded is loaded again.
      let state = watch.state
      number += 1
      do {
        start(try Generation(options, logger: logger, executor: executor), number)
      } catch {
        tell(error)
      }
      guard (try? await watch.change(from: state)) != nil else { return }
    }
  }

  private func tell(_ error: any Error) {
    switch error {
    case let failure as LoadFailure: report(failure)
    case let failure as FileError: report(LoadFailure(path: failure.path, message: failure.message))
    default: logger.error("\(error)")
    }
    if current.value != nil { logger.warning("the last version that could be loaded stays in use") }
  }

  /// From the start of a generation's processes until a later one has taken over and its last run has ended.
  private func live(_ generation: Generation, _ number: Int) async {
    defer { generation.remove() }
    let retirement = OneTimeSignal()
    await withTaskGroup { group in
      group.addTask { await generation.followSecrets() }
      group.addTask {
        await retirement.wait()
        _ = await generation.gate.drain(grace: Self.longestRun)
      }
      group.addTask {
        do {
          try await generation.pool.run { takeOver(generation, number, retirement) }
        } catch {
          if !Task.isCancelled { tell(error) }
        }
      }
      // Secrets are followed for ever: whatever ends first, pool or last run, ends the generation.
      await group.next()
      group.cancelAll()
    }
  }

  private func takeOver(_ generation: Generation, _ number: Int, _ retirement: OneTimeSignal) {
    generation.gate.open()
    let before = current.value
    guard current.replace(by: generation, number: number, retirement: retirement) else {
      return retirement.give()
    }
    // Notices leave nothing to mend: once is enough.
    let known = Set(before?.findings(for: options.workflowFile).filter { $0.severity == .notice } ?? [])
    logger.tell(generation.findings(for: options.workflowFile).filter { !known.contains($0) })
    logger.info(before == nil ? "ready" : "reloaded")
  }
}
