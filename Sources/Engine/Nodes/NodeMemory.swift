import WorkflowModel

/// How much memory a node's process may have for itself.
struct NodeMemory: Sendable {
  private static let mebibyte = 1 << 20
  /// What the engine itself needs, and each idle node, in MiB.
  private static let engine = 32
  private static let withoutLimit = 512
  private static let least = 64
  /// A process that runs nothing holds this much beside its heap, in MiB.
  private static let besideHeap = 48
  private static let semiSpace = 4

  let bytes: Int

  /// - Parameter wanted: what the command line says, in bytes.
  init(wanted: Int?, nodes: Int) {
    if let wanted {
      bytes = wanted
    } else if let limit = ContainerMemory.limit {
      // One node may take what the others, idle, leave; the kernel would otherwise end the whole container.
      let others = Self.engine + EngineContract.nodeMemory * nodes
      bytes = max(Self.least * Self.mebibyte, limit - others * Self.mebibyte)
    } else {
      bytes = Self.withoutLimit * Self.mebibyte
    }
  }

  var mebibytes: Int { bytes / Self.mebibyte }

  /// Of V8's old generation, in MiB.
  var heapMebibytes: Int { max(16, mebibytes - Self.besideHeap) }

  /// V8's flags. Its young generation takes up to three semi-spaces, and keeps what it once took.
  var flags: String { "--max-old-space-size=\(heapMebibytes),--max-semi-space-size=\(Self.semiSpace)" }
}
