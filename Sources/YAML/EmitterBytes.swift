extension [UInt8] {
  mutating func append(_ text: StaticString) {
    let bytes = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    unsafe append(contentsOf: bytes)
  }

  mutating func append(spaces count: Int) {
    append(addingCapacity: count) { $0.append(repeating: UInt8(ascii: " "), count: count) }
  }

  mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
