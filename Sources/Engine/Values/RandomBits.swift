import Glibc
import Synchronization

/// Random bits of the kernel, which is asked for many at a time: each run takes several, and a call for each would cost
/// more than what they are for.
enum RandomBits {
  /// In bytes; getentropy(3) gives no more at a time.
  private static let most = 256

  private static let pool = Mutex<[UInt64]>([])

  /// No one but the engine can know them.
  static func next() -> UInt64 {
    pool.withLock { pool in
      if pool.isEmpty { pool = fetch() }
      return pool.removeLast()
    }
  }

  /// A UUID of version 4 (RFC 9562), in lower case.
  static func identifier() -> String {
    let high = next() & ~0xF000 | 0x4000
    let low = next() & ~(0b11 << 62) | 0b10 << 62
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 { text.append(UInt8(ascii: "-")) }
      let value = UInt8(truncatingIfNeeded: (digit < 16 ? high : low) >> UInt64(60 - digit % 16 * 4)) & 0xF
      text.append(value < 10 ? 48 + value : 87 + value)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func fetch() -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: most / MemoryLayout<UInt64>.size)
    let isDone = unsafe bits.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return false }
      return unsafe getentropy(start, bytes.count) == 0
    }
    // It fails only where the kernel has no such call.
    precondition(isDone, "the kernel gives no random bytes")
    return bits
  }
}
