import Foundation
import TestSupport
import Testing

@testable import Git

/// Which commits made files what they are, and what files were before.
struct OriginTests {
  /// A repository in which a story of files is told; `main` is checked out.
  private struct Story {
    let sample: SampleRepository
    let folder: URL

    init(in scratch: URL) throws {
      sample = try SampleRepository(in: scratch)
      folder = scratch.appending(path: "story")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try git("init", "--quiet", "--initial-branch=main")
      try commit("zero", ["other": "zero"])
    }

    @discardableResult
    func git(_ arguments: String...) throws -> String {
      let outcome = try Tool.git.run(arguments, in: folder, environment: sample.identity)
      let said = "git \(arguments.joined(separator: " ")): \(outcome.errors)"
      guard outcome.status == 0 else { throw SampleRepository.Failure(description: said) }
      return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// - Parameter files: nil takes one away.
    func write(_ files: [String: String?]) throws {
      for (name, text) in files {
        let path = "tree/\(name)"
        if let text {
          try folder.write(Array("\(text)\n".utf8), to: path)
        } else {
          try FileManager.default.removeItem(at: folder.appending(path: path))
        }
      }
    }

    @discardableResult
    func commit(_ message: String, _ files: [String: String?]) throws -> String {
      try write(files)
      try git("add", "--all")
      try git("commit", "--quiet", "--message", message)
      return try git("rev-parse", "HEAD")
    }

    /// Asks on a thread of its own: an answer of git needs one of the few that tests share, and they wait for it.
    private func asking<Answer: Sendable>(
      _ question: @Sendable @escaping (GitRepository) throws -> Answer?
    ) async throws -> Answer? {
      let folder = folder.path
      return try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
          continuation.resume(with: Result { try GitRepository(holding: folder).flatMap(question) })
        }
      }
    }

    /// The commit of a file as it is now.
    func origin(_ name: String) async throws -> String? {
      let tree = folder.appending(path: "tree").path
      return try await asking { repository in
        guard case .commit(let commit)? = try repository.origins(below: tree)?[name]?.appearance else {
          return nil
        }
        return commit.id
      }
    }

    func past(_ name: String) async throws -> [String]? {
      let head = try git("rev-parse", "HEAD")
      return try await asking {
        let file = "tree/\(name)"
        let few = try $0.pastContents(of: [file], below: ["tree"], before: head)[file]?.map(\.commit) ?? []
        // Of many the folders are asked for.
        let many = try $0.pastContents(
          of: [file] + (1...100).map { "tree/\(name)-\($0)" }, below: ["tree"], before: head)
        #expect(many.mapValues { $0.map(\.commit) } == (few.isEmpty ? [:] : [file: few]))
        return few
      }
    }

    func upstream() async throws -> Upstream? { try await asking { try $0.upstream() } }
  }

  private func tell(_ story: (Story) async throws -> Void) async throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "tntc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    try await story(try Story(in: scratch))
  }

  @Test(.needs(.tntc, .git)) func `what came back is from where it came back`() async throws {
    try await tell { story in
      let first = try story.commit("one", ["a": "1"])
      #expect(try await story.origin("a") == first)
      try story.commit("gone", ["a": nil])
      #expect(try await story.origin("a") == nil)
      #expect(try await story.past("a") == [first])
      let second = try story.commit("again", ["a": "1"])
      #expect(try await story.origin("a") == second)
      #expect(try await story.past("a") == [second, first])
      let other = try story.commit("other", ["a": "2", "b": "3"])
      #expect(try await story.origin("a") == other)
      #expect(try await story.origin("b") == other)
      #expect(try await story.past("a") == [other, second, first])
      #expect(try await story.past("none") == [])
    }
  }

  @Test(.needs(.tntc, .git)) func `of two branches the commit is that of what was kept`() async throws {
    try await tell { story in
      let mine = try story.commit("mine", ["a": "mine"])
      try story.git("checkout", "--quiet", "-b", "other", "HEAD^")
      let theirs = try story.commit("theirs", ["a": "theirs", "b": "theirs"])
      try story.git("checkout", "--quiet", "main")
      try story.git("merge", "--quiet", "--strategy-option=ours", "--no-edit", "other")
      #expect(try await story.origin("a") == mine)
      #expect(try await story.origin("b") == theirs)
      // What the side that lost had was there.
      #expect(Set(try await story.past("a") ?? []).isSuperset(of: [mine, theirs]))
    }
  }

  @Test(.needs(.tntc, .git)) func `what only a merge has is from that`() async throws {
    try await tell { story in
      try story.commit("mine", ["a": "mine"])
      try story.git("checkout", "--quiet", "-b", "other", "HEAD^")
      try story.commit("theirs", ["b": "theirs"])
      try story.git("checkout", "--quiet", "main")
      try story.git("merge", "--quiet", "--no-commit", "other")
      let merge = try story.commit("both", ["c": "new", "a": "changed"])
      #expect(try await story.origin("c") == merge)
      #expect(try await story.origin("a") == merge)
      #expect(try await story.past("c") == [merge])
    }
  }

  @Test(.needs(.tntc, .git)) func `a side that came and went is remembered`() async throws {
    try await tell { story in
      try story.git("checkout", "--quiet", "-b", "other")
      let came = try story.commit("came", ["a": "1"])
      try story.commit("went", ["a": nil, "b": "1"])
      try story.git("checkout", "--quiet", "main")
      try story.commit("goes on", ["c": "1"])
      try story.git("merge", "--quiet", "--no-edit", "other")
      #expect(try await story.origin("a") == nil)
      #expect(try await story.past("a") == [came])
    }
  }

  @Test(.needs(.tntc, .git)) func `the branch that changes go to is known from a remote`() async throws {
    try await tell { story in
      #expect(try await story.upstream() == Upstream.none)
      let head = try story.git("rev-parse", "HEAD")
      try story.git("update-ref", "refs/remotes/origin/main", head)
      #expect(try await story.upstream() == .unknown)
      try story.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
      #expect(try await story.upstream() == .commit(head))
    }
  }
}
