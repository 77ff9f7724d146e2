import YAML

/// What a patch may make of an object. No object that a cluster takes comes near; without limits a few lines make one
/// that no memory holds, as each operation may copy what the one before copied.
enum PatchLimits {
  /// Operations of a JSON patch.
  static let operations = 1000
  /// Levels of an object, and of a place in it: those that a file of YAML may have.
  static let depth = Reader.maximumDepth
  /// Bytes of an object: what etcd takes in one request (`--max-request-bytes`).
  static let bytes = 1_572_864

  /// What is wrong with a patch, or an object, whatever it says.
  static func problem(_ value: Value) -> PatchFailure.Fact? {
    // The size first: to look at the depth takes as long as there is something.
    value.isLarger(than: bytes) ? .tooLarge : value.isDeeper(than: depth) ? .tooDeep : nil
  }
}

/// What the operations of a patch have copied and moved so far.
struct CopiedBytes {
  private var left = PatchLimits.bytes

  /// - Parameter value: what is copied, to a place.
  mutating func add(_ value: Value, to pointer: JSONPointer) -> PatchFailure.Fact? {
    value.takeBytes(from: &left)
    if left < 0 { return .tooLarge }
    return value.isDeeper(than: PatchLimits.depth - pointer.tokens.count) ? .tooDeep : nil
  }
}

extension Value {
  /// Whether it has about more bytes than this as JSON; what is there several times counts each time.
  fileprivate func isLarger(than bytes: Int) -> Bool {
    var left = bytes
    takeBytes(from: &left)
    return left < 0
  }

  /// Counts down, and ends below 0.
  fileprivate func takeBytes(from left: inout Int) {
    left -= 1
    switch self {
    case .string(let text): left -= text.utf8.count
    case .mapping(let members):
      for (key, member) in members where left >= 0 {
        left -= key.utf8.count
        member.takeBytes(from: &left)
      }
    case .sequence(let items):
      for item in items where left >= 0 { item.takeBytes(from: &left) }
    default: break
    }
  }

  fileprivate func isDeeper(than levels: Int) -> Bool {
    switch self {
    case .mapping(let members): levels < 1 || members.contains { $0.value.isDeeper(than: levels - 1) }
    case .sequence(let items): levels < 1 || items.contains { $0.isDeeper(than: levels - 1) }
    default: levels < 0
    }
  }
}
