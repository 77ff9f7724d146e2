import Files
import Foundation
import TestSupport
import Testing

@testable import Engine

struct LogWriterTests {
  @Test("A log that nobody reads keeps nobody waiting; what is dropped is counted, and said when it can be")
  func unread() async throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    let writer = LogWriter {
      _ = Disk.write(all: $0, to: descriptor)
    } notice: { dropped in
      Array("dropped \(dropped)\n".utf8)
    }
    let line = Array(String(repeating: "x", count: 999).utf8) + [UInt8(ascii: "\n")]
    let count = 3000
    for _ in 0..<count { writer.write(line) }
    // The queue and a pipe have room for less.
    #expect(writer.dropped > count / 10)
    let (reading, source) = AsyncStream<[Substring]>.makeStream()
    DispatchQueue.global().async {
      var read = Data()
      while !read.suffix(6).elementsEqual("\nlast\n".utf8) { read += pipe.fileHandleForReading.availableData }
      source.yield(String(decoding: read, as: UTF8.self).split(separator: "\n"))
      source.finish()
    }
    while writer.isWriting { try await Task.sleep(for: .milliseconds(5)) }
    writer.write(Array("last\n".utf8))
    var lines: [Substring] = []
    for await read in reading { lines = read }
    let said = lines.compactMap { $0.hasPrefix("dropped ") ? Int($0.dropFirst(8)) : nil }
    #expect(said.reduce(0, +) == writer.dropped)
    #expect(lines.count { $0.utf8.count == 999 } == count - writer.dropped)
    try pipe.fileHandleForWriting.close()
  }
}
