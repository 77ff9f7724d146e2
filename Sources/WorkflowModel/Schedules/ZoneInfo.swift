import Files

/// The offsets of a time zone from UTC, as the system's time zone database gives them (TZif, RFC 9636).
package struct ZoneInfo: Sendable {
  private static let folder = "/usr/share/zoneinfo"
  private static let maximumBytes = 1_000_000

  package static let utc = ZoneInfo()

  /// When each offset begins, ascending, in seconds since 1970.
  private let starts: [Int]
  private let offsets: [Int]
  private let first: Int
  /// What holds after the last start.
  private let rule: ZoneRule?

  private init() {
    (starts, offsets, first, rule) = ([], [], 0, nil)
  }

  /// Nil when the system knows no such zone.
  ///
  /// - Parameter name: one that `TimeZoneName` takes, so no path out of the folder.
  package init?(named name: String) {
    guard TimeZoneName.problem(with: name) == nil,
      let bytes = try? Disk.read(Path.join(Self.folder, name), limit: Self.maximumBytes, followingLinks: true)
    else { return nil }
    self.init(bytes)
  }

  /// What is to be said of a zone that the system does not know; nil also where it has no such data at all. The
  /// cluster's zones may be other ones, so it is no more than a notice.
  package static func problem(withZone name: String) -> String? {
    guard Disk.isFolder(folder), ZoneInfo(named: name) == nil else { return nil }
    let hint = nearest(to: name).map { "; did you mean `\($0)`?" }
    return "this machine has no time zone `\(name)`; a cluster without it refuses the CronJob"
      + (hint ?? "")
  }

  /// The zone beside it, in the same part of the world, that was meant.
  private static func nearest(to name: String) -> String? {
    guard TimeZoneName.problem(with: name) == nil else { return nil }
    let area = Path.parent(name)
    let place = area.isEmpty ? folder : Path.join(folder, area)
    let names = ((try? Disk.entries(of: place)) ?? []).map { Path.join(area, $0.name) }
    return Suggestion.nearest(to: name, in: names).flatMap { ZoneInfo(named: $0) == nil ? nil : $0 }
  }

  init?(_ bytes: [UInt8]) {
    var reader = TZifReader(bytes)
    guard let small = reader.header() else { return nil }
    if small.version < UInt8(ascii: "2") {
      guard let block = reader.block(small, timeSize: 4) else { return nil }
      (starts, offsets, first, rule) = (block.starts, block.offsets, block.first, nil)
      return
    }
    reader.skip(small.size(timeSize: 4))
    guard let large = reader.header(), let block = reader.block(large, timeSize: 8) else { return nil }
    (starts, offsets, first) = (block.starts, block.offsets, block.first)
    rule = reader.footer().flatMap(ZoneRule.init)
  }

  /// Seconds to add to UTC.
  ///
  /// - Parameter time: in seconds since 1970.
  package func offset(at time: Int) -> Int {
    guard let last = starts.last, time < last else { return rule?.offset(at: time) ?? offsets.last ?? first }
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }
}

/// Reads the parts of a TZif file one after the other.
private struct TZifReader {
  struct Header {
    let version: UInt8
    let utc: Int, standard: Int, leaps: Int, times: Int, types: Int, characters: Int

    func size(timeSize: Int) -> Int {
      times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standard + utc
    }
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

  mutating func header() -> Header? {
    guard rest.count >= 44, rest.starts(with: Array("TZif".utf8)) else { return nil }
    let version = rest[rest.startIndex + 4]
    skip(20)
    let counts = (0..<6).map { _ in number(4) }
    guard counts.allSatisfy({ (0...100_000).contains($0) }), counts[4] > 0 else { return nil }
    return Header(
      version: version, utc: counts[0], standard: counts[1], leaps: counts[2], times: counts[3],
      types: counts[4], characters: counts[5])
  }

  mutating func block(
    _ header: Header, timeSize: Int
  ) -> (starts: [Int], offsets: [Int], first: Int)? {
    guard rest.count >= header.size(timeSize: timeSize) else { return nil }
    let starts = (0..<header.times).map { _ in number(timeSize) }
    let kinds = (0..<header.times).map { _ in number(1) & 0xFF }
    let types = (0..<header.types).map { _ in
      let offset = number(4)
      skip(2)
      return offset
    }
    skip(header.characters + header.leaps * (timeSize + 4) + header.standard + header.utc)
    guard kinds.allSatisfy(types.indices.contains) else { return nil }
    return (starts, kinds.map { types[$0] }, types[0])
  }

  func footer() -> String? {
    let lines = rest.split(separator: UInt8(ascii: "\n"))
    return lines.first.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A big-endian number with a sign.
  private mutating func number(_ size: Int) -> Int {
    var value = 0
    for byte in rest.prefix(size) { value = value << 8 | Int(byte) }
    skip(size)
    let bits = size * 8
    return bits < Int.bitWidth && value >= 1 << (bits - 1) ? value - 1 << bits : value
  }
}
