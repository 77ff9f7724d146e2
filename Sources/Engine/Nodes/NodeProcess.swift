import Logging
import NIOCore
import NIOPosix
import Subprocess
import SystemPackage
import WorkflowModel
import WorkflowSecrets
import YAML

/// Keeps the process of one node alive: starts it, gives it its module, and starts another when it ends.
struct NodeProcess: Sendable {
  /// What requests of nodes get.
  enum Outside: Sendable {
    case network
    /// The answers that come with each invocation, and nothing else.
    case fixtures
  }

  /// What all nodes of an engine have in common.
  struct Shared: Sendable {
    let outside: Outside
    let loaded: LoadedWorkflow
    let scratch: ScratchFolder
    let deno: String
    let memory: NodeMemory
    let loop: any EventLoop
    let logger: Logger
    let redaction: Redaction
    let secrets: @Sendable () -> Secrets
  }

  let shared: Shared
  let node: WorkflowNode
  let number: Int
  let worker: Worker
  /// Called when a process took the place of another.
  let onRestart: @Sendable () -> Void

  private static let startTime = Duration.seconds(30)
  private static let shortLife = Duration.seconds(10)
  private static let lastWords = Duration.milliseconds(500)

  /// A group of its own: a terminal's Ctrl-C is for the engine, which still has runs to finish.
  private static var platformOptions: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    return options
  }

  /// Runs until the task is cancelled.
  ///
  /// - Parameter onReady: called once, when the node can be invoked for the first time.
  /// - Throws: `NodeFailure` when the first process does not come up.
  func run(onReady: @escaping @Sendable () -> Void) async throws(NodeFailure) {
    var starts = 0
    var failures = 0
    defer { worker.stop() }
    while !Task.isCancelled {
      let isFirst = starts == 0
      starts += 1
      let life = NodeLife(worker: worker)
      let begun = ContinuousClock.now
      let end = await live(life, start: starts, onReady: isFirst ? onReady : onRestart)
      if Task.isCancelled { return }
      let failure = worker.killReason.map { NodeFailure($0) } ?? end
      if !life.wasReady {
        if isFirst { throw failure }
        worker.failWaiting(NodeFailure("the node's process cannot be started: \(failure.text)"))
      }
      // One that ends soon after each start must not be started without pause.
      failures = life.wasReady && begun.duration(to: .now) > Self.shortLife ? 0 : failures + 1
      worker.ended(because: failure.message)
      shared.logger.error(
        "the process is replaced: \(shared.redaction.redact(failure.text))",
        metadata: ["node": "\(node.name)"])
      // The first in place of one that lived is there at once: a run that had to be killed is no such sign.
      let retries = life.wasReady ? failures - 1 : failures
      if retries > 0 {
        let pause = EngineContract.backoffMilliseconds(beforeRetry: retries)
        try? await Task.sleep(for: .milliseconds(pause))
      }
    }
  }

  /// One process, from its start to its end; why it ended.
  private func live(
    _ life: NodeLife, start: Int, onReady: @escaping @Sendable () -> Void
  ) async -> NodeFailure {
    do {
      let folder = try shared.scratch.makeFolder(node: number, start: start)
      let socket = "\(folder)/s"
      let listener = try await listen(socket, life)
      defer { listener.close(promise: nil) }
      let lifeline = try Lifeline()
      let log = NodeLog(node: node.name, logger: shared.logger, redaction: shared.redaction)
      let ended = try await Subprocess.run(
        .path(FilePath(shared.deno)), arguments: Arguments(arguments(folder, socket)),
        environment: .inherit.updating([
          "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "TMPDIR": folder,
        ]),
        workingDirectory: FilePath(folder), platformOptions: Self.platformOptions,
        input: .fileDescriptor(FileDescriptor(rawValue: lifeline.reading), closeAfterSpawningProcess: false),
        output: .sequence, error: .sequence
      ) { execution in
        lifeline.tie(execution.processIdentifier.value)
        await attend(execution, life, log, onReady)
      }
      return life.failure
        ?? NodeFailure(EndText.describe(ended.terminationStatus, log.lastErrors, shared.memory))
    } catch {
      return NodeFailure("\(error)")
    }
  }

  private func arguments(_ folder: String, _ socket: String) -> [String] {
    let permissions = Permissions(
      targets: shared.outside == .network ? shared.loaded.reach[node.name]?.targets : [],
      directory: shared.loaded.directory,
      folder: folder,
      shared: shared.loaded.sharedFolder,
      types: shared.scratch.types,
      socket: socket)
    return [
      "run", "--quiet", "--no-prompt", "--no-lock", "--no-remote", "--no-npm",
      "--config", shared.scratch.denoConfiguration, "--import-map", shared.scratch.importMap,
    ]
      + permissions.flags
      + ["--v8-flags=\(shared.memory.flags)", shared.scratch.runtime, socket]
  }

  /// Takes one connection, and no other one after it.
  private func listen(_ path: String, _ life: NodeLife) async throws -> any Channel {
    try await ServerBootstrap(group: shared.loop)
      .serverChannelOption(.backlog, value: 1)
      .serverChannelInitializer { server in
        server.eventLoop.makeCompletedFuture { life.listens(on: server, path) }
      }
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(FrameDecoder()), NodeChannelHandler(life: life))
        }
      }
      .bind(unixDomainSocketPath: path).get()
  }

  private func attend(
    _ execution: Execution<FileDescriptorInput, SequenceOutput, SequenceOutput>, _ life: NodeLife,
    _ log: NodeLog,
    _ onReady: @escaping @Sendable () -> Void
  ) async {
    let use = ProcessUse(identifier: execution.processIdentifier.value)
    use.preferForOutOfMemory()
    let watch = ProcessWatch(use: use, memory: shared.memory)
    worker.onKill { life.tell(.kill) }
    defer { worker.onKill(nil) }
    await withTaskGroup { group in
      group.addTask { await read(execution.standardOutput, life, log) { log.output($0, leftOut: $1) } }
      group.addTask { await read(execution.standardError, life, log) { log.error($0, leftOut: $1) } }
      group.addTask {
        try? await Task.sleep(for: Self.startTime)
        if !Task.isCancelled, !life.wasReady {
          life.fail(NodeFailure("the node's module was not loaded within \(Self.startTime)"))
        }
      }
      group.addTask {
        while (try? await Task.sleep(for: .seconds(1))) != nil { worker.inspectIdle() }
      }
      for await event in life.events {
        switch event {
        case .connected(let channel):
          worker.attach(Worker.Link(channel: channel) { watch.problem(isBusy: $0) })
          worker.send(.configure, configuration)
        case .frame(let frame): handle(frame, life, onReady)
        case .kill: try? execution.send(signal: .kill)
        case .ended: life.finish()
        }
      }
      // It is about to be gone; what it still has to say is worth a moment.
      group.addTask {
        try? await Task.sleep(for: Self.lastWords)
        try? execution.send(signal: .kill)
      }
      await life.outputsEnded()
      group.cancelAll()
    }
  }

  private func handle(_ frame: Frame, _ life: NodeLife, _ onReady: () -> Void) {
    switch frame.kind {
    case .hello:
      let version = NodeFailure.field("deno", frame.payload) ?? "unknown"
      if !DenoProgram.isNewEnough(version) {
        life.fail(NodeFailure("Deno \(version) is too old; \(DenoProgram.leastText) or newer is needed"))
      }
    case .loaded:
      // They may have changed since the process got its configuration.
      worker.send(.secrets, JSON.compact(.mapping(shared.secrets().services)))
      life.becomeReady()
      worker.receive(frame)
      onReady()
    case .refused: life.fail(NodeFailure(frame.payload))
    case .output, .failure, .configure, .invoke, .abort, .secrets: break
    }
  }

  private var configuration: String {
    let directory = FileURL.text(shared.loaded.directory) + "/"
    var setup = Mapping()
    setup["node"] = .string(node.name)
    setup["module"] = .string(FileURL.text("\(shared.loaded.directory)/\(node.path)"))
    setup["directory"] = .string(directory)
    setup["advice"] = .string(
      NetworkAdvice.text(for: node, in: shared.loaded.workflow, outside: shared.outside))
    setup["dependencies"] = .mapping(
      DependencySetup.all(of: shared.loaded.contract, outside: shared.outside))
    setup["dependencyName"] = NameRules.dependency.schema()["pattern"]
    setup["fixtures"] = .bool(shared.outside == .fixtures)
    setup["config"] = .mapping(shared.loaded.nodeConfig)
    setup["secrets"] = .mapping(shared.secrets().services)
    return JSON.compact(.mapping(setup))
  }

  private func read(
    _ output: SubprocessOutputSequence, _ life: NodeLife, _ log: NodeLog,
    _ line: ([UInt8], Int) -> Void
  ) async {
    var lines = LogLines()
    do {
      for try await buffer in output {
        let bytes = unsafe buffer.withUnsafeBytes { unsafe Array($0) }
        guard log.mayPrint(bytes.count) else {
          worker.kill(
            because: "the node printed more than \(LogBudget.burst >> 10) KiB at once "
              + "(\(LogBudget.perSecond >> 10) KiB a second are fine)")
          break
        }
        lines.add(bytes, extra: log.extra, line)
      }
    } catch {
      // The process is gone, which the end of its socket tells as well.
    }
    lines.end(line)
    life.outputEnded()
  }
}

extension NodeFailure {
  static func field(_ name: String, _ payload: ByteBuffer) -> String? {
    (try? JSON.read(Array(payload.readableBytesView)))?[name]?.text
  }
}
