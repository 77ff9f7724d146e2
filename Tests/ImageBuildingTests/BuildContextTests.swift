import Foundation
import ImageBuilding
import Processes
import TestSupport
import Testing

/// What a builder gets to see.
struct BuildContextTests {
  private static func elf(machine: UInt8) -> [UInt8] {
    var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 57)
    bytes[16] = 3
    bytes[18] = machine
    return bytes
  }

  private static func program(_ bytes: [UInt8], _ name: String, in folder: URL, mode: Int = 0o700) throws
    -> String
  {
    let file = try folder.write(bytes, to: name)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    return file.path
  }

  private static func find(_ path: String, _ program: ContextProgram = .engine) throws -> ProgramFile {
    try ProgramFile.find(
      program, wanted: path, variable: nil, platform: .amd64, in: Installation(path: "/nonexistent"))
  }

  private static func context(in folder: URL) throws -> BuildContext {
    let large = elf(machine: 62) + (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    return BuildContext([
      try find(try program(large, "some-engine", in: folder)),
      try find(try program(elf(machine: 62), "some-deno", in: folder), .deno),
    ])
  }

  @Test("Three files and no other, with the bytes of the originals, for every user, without a time")
  func files() throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "context")
      try Self.context(in: folder).write(to: place.path)
      let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
      #expect(names == ["Dockerfile", "deno", "tentacular-engine"])
      #expect(names == BuildContext.files.sorted())
      for (name, original) in [("tentacular-engine", "some-engine"), ("deno", "some-deno")] {
        let copy = place.appending(path: name)
        #expect(try Data(contentsOf: copy) == Data(contentsOf: folder.appending(path: original)))
        let attributes = try FileManager.default.attributesOfItem(atPath: copy.path)
        #expect(attributes[.posixPermissions] as? Int == 0o755)
        #expect(attributes[.modificationDate] as? Date == Date(timeIntervalSince1970: 0))
      }
      #expect(try Array(Data(contentsOf: place.appending(path: "Dockerfile"))) == Dockerfile.bytes)
    }
  }

  @Test("It is written over an older one, but not into a folder that holds anything else")
  func foreign() throws {
    try withTemporaryFolder { folder in
      let place = folder.appending(path: "context")
      try Self.context(in: folder).write(to: place.path)
      try Self.context(in: folder).write(to: place.path)
      try place.write([], to: "workflow.yaml")
      #expect(throws: ImageProblem.foreignFile(folder: place.path, name: "workflow.yaml")) {
        try Self.context(in: folder).write(to: place.path)
      }
    }
  }

  @Test("A program of another machine, a script and a file that cannot be executed are told apart")
  func wrongPrograms() throws {
    try withTemporaryFolder { folder in
      let arm = try Self.program(Self.elf(machine: 183), "arm", in: folder)
      #expect(throws: ImageProblem.otherMachine(path: arm, runsOn: .arm64, wanted: .amd64)) {
        try Self.find(arm)
      }
      let riscv = try Self.program(Self.elf(machine: 243), "riscv", in: folder)
      #expect(throws: ImageProblem.otherMachine(path: riscv, runsOn: nil, wanted: .amd64)) {
        try Self.find(riscv)
      }
      let script = try Self.program(Array("#!/bin/sh\nexec deno\n".utf8), "script", in: folder)
      #expect(throws: ImageProblem.notELF(path: script)) { try Self.find(script) }
      let plain = try Self.program(Self.elf(machine: 62), "plain", in: folder, mode: 0o644)
      #expect(throws: ImageProblem.notExecutable(path: plain, .engine)) { try Self.find(plain) }
      #expect(throws: ImageProblem.notExecutable(path: folder.path, .engine)) { try Self.find(folder.path) }
    }
  }
}
