import Foundation
import TestSupport
import Testing

/// What becomes of files when the disk has no room for them.
struct FullDiskTests {
  /// A mount of its own, which goes with the process that made it.
  private static let isPossible: Bool = {
    let outcome = try? withTemporaryFolder { folder in
      try Program.run(
        shell("mkdir disk && mount -t tmpfs -o size=64k none disk"), environment: [:], in: folder)
    }
    return outcome?.status == 0
  }()

  private static func shell(_ script: String) -> [String] {
    let namespace = getuid() == 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"]
    return ["/usr/bin/unshare"] + namespace + ["/bin/sh", "-eu", "-c", script]
  }

  struct Work: Sendable, CustomStringConvertible {
    let description: String
    /// Before the disk is full.
    let before: String
    let command: String
  }

  private static let works = [
    Work(
      description: "a new tree", before: ":", command: "tntc render w --tree disk/deploy"),
    Work(
      description: "a version more",
      before: "tntc render w --tree disk/deploy; printf '// %05000d\\n' 1 >> w/nodes/a.ts",
      command: "tntc render w --tree disk/deploy --bump minor"),
    Work(
      description: "a raised version in the source",
      before: "cp -r w disk/w; tntc render disk/w --tree deploy; printf '//\\n' >> disk/w/nodes/a.ts",
      command: "tntc render disk/w --tree deploy --bump minor"),
    Work(
      description: "a rollback",
      before:
        "tntc render w --tree disk/deploy; echo // >> w/nodes/a.ts; tntc render w --tree disk/deploy --bump minor",
      command: "tntc rollback w --tree disk/deploy"),
    Work(description: "a new workflow", before: ":", command: "tntc init disk/fresh"),
    Work(
      description: "a version written out", before: "tntc render w",
      command: "tntc show w --extract disk/copy"),
    Work(
      description: "an imported workflow", before: "tntc render w",
      command: "tntc import deploy/w/versions/*.yaml --output disk/imported"),
    Work(
      description: "a context for a builder", before: ":",
      command: "tntc build --context disk/context --engine /bin/ls --deno /bin/ls"),
  ]

  @Test(.onlyWhere(isPossible, "no file system can be mounted here"), arguments: works)
  func `nothing half is left, and the file is named`(work: Work) throws {
    try withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        at: repositoryRoot.appending(path: "golden/noop/input/w"), to: folder.appending(path: "w"))
      try folder.write(Array("registry.example/engine:1.0\n".utf8), to: ".tentacular/base-image.txt")
      let list = "find disk deploy -type f -exec sha256sum {} + 2> /dev/null | sort"
      let script = """
        mkdir disk && mount -t tmpfs -o size=64k none disk
        { \(work.before); } > /dev/null 2>&1
        for file in "disk/rest bs=1k" "disk/last bs=1"; do
          if dd if=/dev/zero of=$file 2> /dev/null; then echo "the disk is not full" >&2; exit 9; fi
        done
        \(list) > before
        status=0
        \(work.command) > out 2> errors || status=$?
        \(list) > after
        diff before after >&2
        cat errors
        exit $status
        """
      let path = "\(BuiltProgram.folder.path):/usr/bin:/bin"
      let ending = try Program.run(Self.shell(script), environment: ["PATH": path], in: folder)
      #expect(ending.errors == "", "\(work): files changed")
      #expect(ending.status == 2, "\(ending.summary)")
      #expect(ending.output.contains("disk/"), "\(ending.summary)")
      #expect(ending.output.contains("No space left on device"), "\(ending.summary)")
    }
  }

  @Test(.needs(.tntc, .engine, .deno))
  func `the engine tells that its output is lost`() throws {
    try withTemporaryFolder { folder in
      #expect(try Program.run(["init", "w"], in: folder).status == 0)
      let path = "\(BuiltProgram.folder.path):/usr/bin:/bin"
      let environment = ["PATH": path, "TENTACULAR_DENO": Tool.denoPath]
      func end(_ script: String) throws -> Ending {
        try Program.run(["/bin/sh", "-c", script], environment: environment, in: folder)
      }
      let lost = "standard output: error: write: No space left on device\n"
      for words in [
        "--help", "--version", "help run", "run --workflow w/workflow.yaml",
        "check --workflow w/workflow.yaml",
        "test w", "--generate-completion-script bash",
      ] {
        let ending = try end("tentacular-engine \(words) > /dev/full")
        #expect(ending.status == 2, "\(words): \(ending.summary)")
        #expect(ending.errors.hasSuffix(lost), "\(words): \(ending.summary)")
      }
      for command in ["tntc run w", "tntc test w"] {
        #expect(try end("\(command) > /dev/full").status == 2, "\(command)")
      }
      let closed = try end("tentacular-engine run --workflow w/workflow.yaml >&-")
      #expect(closed.status == 2, "\(closed.summary)")
      // Nobody reads what goes beside the output, and the output is whole.
      let silent = try end("tentacular-engine run --workflow w/workflow.yaml 2> /dev/full")
      #expect(silent.status == 0 && silent.output.contains("success"), "\(silent.summary)")
      let pipe = try end(
        "(tentacular-engine run --workflow w/workflow.yaml; echo $? > code) | true; cat code")
      #expect(pipe.output == "141\n", "\(pipe.summary)")
      #expect(!pipe.errors.contains("error"), "\(pipe.summary)")
    }
  }

  /// A pipe that does not block, as some programs hand it on, and a reader that takes its time.
  @Test(.needs(.python, .tntc))
  func `a pipe that does not block gets everything`() throws {
    try withTemporaryFolder { folder in
      let script = """
        import fcntl, os, subprocess, sys, time
        reader, writer = os.pipe()
        fcntl.fcntl(writer, fcntl.F_SETFL, os.O_NONBLOCK)
        fcntl.fcntl(writer, 1031, 4096)  # F_SETPIPE_SZ
        process = subprocess.Popen(sys.argv[1:], stdout=writer)
        os.close(writer)
        time.sleep(0.3)
        got = b""
        while part := os.read(reader, 1000): got += part
        assert process.wait() == 0, process.returncode
        sys.stdout.buffer.write(got)
        """
      let arguments = ["schema", "workflow"]
      let slow = try Tool.python.run(["-c", script, Program.path] + arguments, in: folder)
      #expect(slow.status == 0, "\(slow.errors)")
      let whole = try Tool.tntc.run(arguments)
      #expect(slow.output == whole.output)
      #expect(slow.output.count > 4096)
    }
  }
}
