import NIOCore
import Synchronization
import WorkflowModel
import WorkflowSecrets
import YAML

/// Processes run, and what they say becomes events.
extension NodeHost {
  /// Keeps a process until the task is cancelled.
  ///
  /// - Parameter onReady: called once, when the node can be invoked for the first time.
  /// - Throws: `NodeFailure` when the first process does not come up.
  func run(onReady: @escaping @Sendable () -> Void) async throws(NodeFailure) {
    shared.withLock { $0.onReady = onReady }
    context.memoryWatch.onRelief(of: number) { [weak self] in self?.perform(.outgrown($0, $1)) }
    perform(.start)
    startTicking()
    let failure = await withDiscardingTaskGroup(returning: NodeFailure?.self) { group in
      group.addTask { await self.lookWhenIdle() }
      var failure: NodeFailure?
      for await order in orders {
        switch order {
        case .start(let handle):
          context.metrics.started(number)
          group.addTask { await self.live(handle) }
        case .loaded(let id):
          group.addTask {
            // Many files are removed there.
            await withTaskExecutorPreference(globalConcurrentExecutor) {
              self.context.modules.close(node: self.number, start: id)
            }
          }
        case .check(let frame, let id):
          group.addTask {
            self.ended(frame, from: id, try? await ValidJSON.scanning(frame.payload))
          }
        case .fail(let first): failure = first
        }
        if failure != nil { break }
      }
      perform(.stop)
      group.cancelAll()
      return failure
    }
    if let failure { throw failure }
  }

  private func live(_ handle: ProcessHandle) async {
    let failure: NodeFailure
    if handle.pause > .zero { try? await Task.sleep(for: .nanoseconds(handle.pause.nanoseconds)) }
    if Task.isCancelled || handle.isKilled {
      failure = NodeFailure("the engine is shutting down")
    } else {
      failure = await NodeProcess(host: self, handle: handle).run()
    }
    if let begun = handle.begun { perform(.begun(handle.id, upTo: begun)) }
    handle.attach(nil)
    context.memoryWatch.isGone(number, handle.id)
    shared.withLock { shared in
      shared.endedTime += handle.processorTime
      shared.links.removeAll { $0.handle.id == handle.id }
    }
    perform(.exited(handle.id, failure))
    startTicking()
  }

  func connected(_ id: Int, _ channel: any Channel) {
    shared.withLock { shared in
      guard let link = shared.links.firstIndex(where: { $0.handle.id == id }) else { return }
      shared.links[link].channel = channel
    }
    perform(.connected(id))
  }

  func received(_ frame: Frame, from id: Int) {
    switch frame.kind {
    case .output:
      if frame.payload.readableBytes > ValidJSON.longestOnLoop {
        orderSource.yield(.check(frame, from: id))
      } else {
        ended(frame, from: id, try? ValidJSON(frame.payload))
      }
    case .failure:
      perform(.answered(id, number: frame.number, token: frame.token, .failed(NodeFailure(frame.payload))))
    case .hello: greeted(id, frame.payload)
    case .loaded:
      // They may have changed since the process got its configuration.
      update(secrets)
      if context.modules.isFilled { orderSource.yield(.loaded(id)) }
      perform(.loaded(id))
    case .refused: perform(.refused(id, NodeFailure(frame.payload)))
    case .configure, .invoke, .abort, .secrets: broken(id)
    }
  }

  /// - Parameter output: nil when it is not JSON.
  private func ended(_ frame: Frame, from id: Int, _ output: ValidJSON?) {
    if let output {
      perform(.answered(id, number: frame.number, token: frame.token, .output(output)))
    } else {
      perform(.broken(id, NodeFailure("the node's process sent an output that is not JSON")))
    }
  }

  func broken(_ id: Int) {
    perform(.broken(id, NodeFailure("the node's process sent something that is not an answer")))
  }

  private func greeted(_ id: Int, _ payload: ByteBuffer) {
    let version = (try? JSON.read(Array(payload.readableBytesView)))?["deno"]?.text ?? "unknown"
    guard !DenoProgram.isNewEnough(version) else { return }
    perform(
      .refused(id, NodeFailure("Deno \(version) is too old; \(DenoProgram.leastText) or newer is needed")))
  }

  /// Those that this node needs, as they are now.
  private var ownSecrets: Mapping {
    context.needs.secrets(of: node.name, from: context.secrets()).services
  }

  var secrets: ByteBuffer {
    ByteBuffer(string: JSON.compact(.mapping(ownSecrets)))
  }

  var configuration: ByteBuffer {
    let directory = context.loaded.directory
    var setup = Mapping()
    setup["node"] = .string(node.name)
    setup["module"] = .string(FileURL.text("\(directory)/\(node.path)"))
    setup["directory"] = .string(FileURL.text(directory) + "/")
    setup["advice"] = .string(NetworkAdvice.text(for: node, in: context.loaded.workflow))
    setup["dependencies"] = .mapping(
      DependencySetup.all(of: context.loaded.contract, outside: context.outside))
    setup["dependencyName"] = NameRules.dependency.schema()["pattern"]
    setup["fixtures"] = .bool(context.outside == .fixtures)
    setup["isListed"] = .bool(DenoReach(context.loaded.reach[node.name]?.targets).isListed)
    setup["config"] = .mapping(context.loaded.nodeConfig)
    setup["secrets"] = .mapping(ownSecrets)
    return ByteBuffer(string: JSON.compact(.mapping(setup)))
  }
}
