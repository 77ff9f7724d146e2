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

    var repository: GitRepository {
      get throws { try #require(try GitRepository(holding: folder.path)) }
    }

    /// The commit of a file as it is now.
    func origin(_ name: String) throws -> String? {
      let origins = try repository.origins(below: folder.appending(path: "tree").path)
      guard case .commit(let commit)? = origins?[name]?.appearance else { return nil }
      return commit.id
    }

    func past(_ name: String) throws -> [String] {
      let head = try git("rev-parse", "HEAD")
      return try repository.pastContents(of: ["tree/\(name)"], before: head)["tree/\(name)"]?.map(\.commit)
        ?? []
    }
  }

  private func tell(_ story: (Story) throws -> Void) throws {
    try withTemporaryFolder { try story(try Story(in: $0)) }
  }

  @Test(.needs(.tntc, .git)) func `what came back is from where it came back`() throws {
    try tell { story in
      let first = try story.commit("one", ["a": "1"])
      #expect(try story.origin("a") == first)
      try story.commit("gone", ["a": nil])
      #expect(try story.origin("a") == nil)
      #expect(try story.past("a") == [first])
      let second = try story.commit("again", ["a": "1"])
      #expect(try story.origin("a") == second)
      #expect(try story.past("a") == [second, first])
      let other = try story.commit("other", ["a": "2", "b": "3"])
      #expect(try story.origin("a") == other)
      #expect(try story.origin("b") == other)
      #expect(try story.past("a") == [other, second, first])
      #expect(try story.past("none") == [])
    }
  }

  @Test(.needs(.tntc, .git)) func `of two branches with one name the commit is that of what was kept`() throws
  {
    try tell { story in
      let mine = try story.commit("mine", ["a": "mine"])
      try story.git("checkout", "--quiet", "-b", "other", "HEAD^")
      let theirs = try story.commit("theirs", ["a": "theirs", "b": "theirs"])
      try story.git("checkout", "--quiet", "main")
      try story.git("merge", "--quiet", "--strategy-option=ours", "--no-edit", "other")
      #expect(try story.origin("a") == mine)
      #expect(try story.origin("b") == theirs)
      // What the side that lost had was there.
      #expect(Set(try story.past("a")).isSuperset(of: [mine, theirs]))
    }
  }

  @Test(.needs(.tntc, .git)) func `what only a merge has is from that`() throws {
    try tell { story in
      try story.commit("mine", ["a": "mine"])
      try story.git("checkout", "--quiet", "-b", "other", "HEAD^")
      try story.commit("theirs", ["b": "theirs"])
      try story.git("checkout", "--quiet", "main")
      try story.git("merge", "--quiet", "--no-commit", "other")
      let merge = try story.commit("both", ["c": "new", "a": "changed"])
      #expect(try story.origin("c") == merge)
      #expect(try story.origin("a") == merge)
      #expect(try story.past("c") == [merge])
    }
  }

  @Test(.needs(.tntc, .git)) func `a side that came and went is remembered`() throws {
    try tell { story in
      try story.git("checkout", "--quiet", "-b", "other")
      let came = try story.commit("came", ["a": "1"])
      try story.commit("went", ["a": nil, "b": "1"])
      try story.git("checkout", "--quiet", "main")
      try story.commit("goes on", ["c": "1"])
      try story.git("merge", "--quiet", "--no-edit", "other")
      #expect(try story.origin("a") == nil)
      #expect(try story.past("a") == [came])
    }
  }

  @Test(.needs(.tntc, .git)) func `the branch that changes go to is known from a remote`() throws {
    try tell { story in
      #expect(try story.repository.upstream() == .none)
      let head = try story.git("rev-parse", "HEAD")
      try story.git("update-ref", "refs/remotes/origin/main", head)
      #expect(try story.repository.upstream() == .unknown)
      try story.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
      #expect(try story.repository.upstream() == .commit(head))
    }
  }
}
