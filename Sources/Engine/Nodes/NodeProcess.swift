import Files
import Logging
import NIOCore
import NIOPosix
import Subprocess
import SystemPackage
import WorkflowModel

/// One Deno process of a node, from its start to its end.
struct NodeProcess: Sendable {
  let host: NodeHost
  let handle: ProcessHandle

  private static let lastWords = Duration.milliseconds(500)

  private var context: NodeContext { host.context }

  /// A group of its own: a terminal's Ctrl-C is for the engine, which still has runs to finish.
  private static var platformOptions: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    return options
  }

  /// Why it ended.
  func run() async -> NodeFailure {
    do {
      let folder = try context.scratch.makeFolder(node: host.number, start: handle.id)
      defer { context.scratch.removeFolder(node: host.number, start: handle.id) }
      let modules = await copyOfModules()
      defer { context.modules.remove(node: host.number, start: handle.id) }
      let socket = "\(folder)/s"
      let marks = try BeginMarks(path: "\(folder)/b")
      let listener = try await listen(socket, marks)
      defer { listener.close(promise: nil) }
      let lifeline = try Lifeline()
      let log = NodeLog(node: host.node.name, logger: context.logger, redaction: context.redaction)
      let ended = try await Subprocess.run(
        .path(FilePath(context.deno)), arguments: Arguments(arguments(folder, socket, marks)),
        environment: .inherit.updating([
          "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "TMPDIR": folder,
          "DENO_DIR": modules ?? context.scratch.noCache,
          "DENO_EMIT_CACHE_MODE": modules == nil ? "disable" : "normal",
        ]),
        workingDirectory: FilePath(folder), platformOptions: Self.platformOptions,
        input: .fileDescriptor(FileDescriptor(rawValue: lifeline.reading), closeAfterSpawningProcess: false),
        output: .sequence, error: .sequence
      ) { execution in
        lifeline.tie(execution.processIdentifier.value)
        await attend(execution, marks, log)
        log.end()
      }
      return EndText.failure(ended.terminationStatus, log.lastErrors, context.memory)
    } catch {
      return NodeFailure("\(error)")
    }
  }

  /// A folder with many links, which are not for the event loop.
  private func copyOfModules() async -> String? {
    guard context.modules.isFilled else { return nil }
    return await withTaskExecutorPreference(globalConcurrentExecutor) {
      context.modules.copy(node: host.number, start: handle.id)
    }
  }

  private func arguments(_ folder: String, _ socket: String, _ marks: BeginMarks) -> [String] {
    let permissions = Permissions(
      reach: DenoReach(context.loaded.reach[host.node.name]?.targets),
      outside: context.outside,
      directory: context.loaded.directory,
      folder: folder,
      shared: context.loaded.sharedFolder,
      types: context.scratch.types,
      socket: socket)
    return [
      "run", "--quiet", "--no-prompt", "--no-lock", "--no-remote", "--no-npm", "--no-code-cache",
      "--config", context.scratch.denoConfiguration, "--import-map", context.scratch.importMap,
    ]
      + permissions.flags
      + ["--v8-flags=\(context.memory.flags)", context.scratch.runtime, socket, marks.path]
  }

  /// Takes one connection, and no other one after it.
  private func listen(_ path: String, _ marks: BeginMarks) async throws -> any Channel {
    try await ServerBootstrap(group: context.loop)
      .serverChannelOption(.backlog, value: 1)
      .serverChannelInitializer { server in
        server.eventLoop.makeCompletedFuture {
          handle.listens(on: server) {
            try? Disk.remove(path)
            marks.hide()
          }
        }
      }
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(FrameDecoder()), NodeChannelHandler(host: host, handle: handle))
        }
      }
      .bind(unixDomainSocketPath: path).get()
  }

  private func attend(
    _ execution: Execution<FileDescriptorInput, SequenceOutput, SequenceOutput>, _ marks: BeginMarks,
    _ log: NodeLog
  ) async {
    let identifier = execution.processIdentifier.value
    ProcessUse(identifier: identifier).preferForOutOfMemory()
    handle.attach(
      ProcessHandle.Control(identifier: identifier, marks: marks) {
        try? execution.send(signal: Signal(rawValue: $0))
      })
    await withTaskGroup { group in
      let outputs = OneTimeSignal()
      group.addTask {
        // Lines are searched for secrets and written, which must not happen on the event loop.
        await withTaskExecutorPreference(globalConcurrentExecutor) {
          await withTaskGroup { reading in
            reading.addTask { await read(execution.standardOutput, log, log.output) }
            reading.addTask { await read(execution.standardError, log, log.error, log.keepErrors) }
          }
        }
        outputs.give()
      }
      await handle.waitForEnd()
      // It is about to be gone; what it still has to say is worth a moment.
      group.addTask {
        try? await Task.sleep(for: Self.lastWords)
        try? execution.send(signal: .kill)
      }
      // Nothing can come from the process any more.
      await outputs.wait()
      group.cancelAll()
    }
  }

  /// - Parameters:
  ///   - line: gets each line.
  ///   - dropped: gets what is dropped, as there was too much.
  private func read(
    _ output: SubprocessOutputSequence, _ log: NodeLog, _ line: ([UInt8], Int) -> Void,
    _ dropped: ([UInt8]) -> Void = { _ in }
  ) async {
    var lines = LogLines()
    do {
      for try await buffer in output {
        let bytes = unsafe buffer.withUnsafeBytes { unsafe Array($0) }
        if log.isSilent {
          log.drop(bytes)
          lines.drop(bytes)
          dropped(bytes)
        } else {
          lines.add(bytes, extra: log.extra, line)
        }
        if let pause = log.pause(after: bytes.count) { try await Task.sleep(for: pause) }
      }
    } catch {
      // The process is gone, which the end of its socket tells as well.
    }
    lines.end(line)
    handle.ended()
  }
}
