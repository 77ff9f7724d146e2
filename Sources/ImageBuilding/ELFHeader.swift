import Files

/// The beginning of a Linux program, as far as it says what it runs on (ELF-64, figure 3 of the specification).
struct ELFHeader: Sendable {
  private static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
  private static let sixtyFourBits: UInt8 = 2
  private static let littleEndian: UInt8 = 1
  private static let machinePlace = 18
  private static let size = 64

  /// `e_machine`.
  let machine: UInt16

  /// - Returns: nil when the file is something else, like a script or a program of another system.
  init?(of path: String) throws(FileError) {
    let bytes = try Disk.beginning(of: path, count: Self.size)
    guard bytes.count == Self.size, bytes.starts(with: Self.magic), bytes[4] == Self.sixtyFourBits,
      bytes[5] == Self.littleEndian
    else { return nil }
    machine = UInt16(bytes[Self.machinePlace]) | UInt16(bytes[Self.machinePlace + 1]) << 8
  }
}

extension Platform {
  /// The `e_machine` of its programs: EM_X86_64, EM_AARCH64.
  var machine: UInt16 {
    switch self {
    case .amd64: 62
    case .arm64: 183
    }
  }
}
