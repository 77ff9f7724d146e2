import Foundation
import TestSupport
import Testing

@testable import Git

/// Every command that asks git, in every situation: it answers as in a plain repository, or says why it cannot.
struct SituationTests {
  @Test(.needs(.tntc, .git), arguments: Situation.all)
  func `every question is answered as in a plain repository, or the reason is said`(
    situation: Situation
  ) throws {
    try withTemporaryFolder { scratch in
      let sample = try SampleRepository(in: scratch)
      var plain: [Question: Answer] = [:]
      for question in Question.allCases {
        plain[question] = try question.answer(in: sample.folder, sample.identity)
      }
      let place = try situation.prepare(sample)
      let environment = sample.identity.merging(place.environment) { $1 }
      for question in Question.allCases {
        let answer = try question.answer(in: place.folder, environment)
        if let exception = situation.exceptions[question] {
          #expect(answer.status == exception.status, "\(question): \(answer.text)")
          #expect(answer.text.contains(exception.said), "\(question): \(answer.text)")
        } else {
          #expect(answer.text == plain[question]?.text, "\(question)")
        }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: place.folder.path)
      #expect(!left.contains { $0.hasPrefix("ran-") }, "a program of the user's settings was run")
    }
  }

  /// What the table compares with is itself right.
  @Test(.needs(.tntc, .git))
  func `a plain repository names the commits of its versions`() throws {
    try withTemporaryFolder { scratch in
      let sample = try SampleRepository(in: scratch)
      let (one, two) = (try sample.git("rev-parse", "HEAD~1"), try sample.git("rev-parse", "HEAD"))
      func answer(_ question: Question) throws -> Answer {
        try question.answer(in: sample.folder, sample.identity)
      }
      let versions = try answer(.versions)
      let rows = try #require(
        try JSONSerialization.jsonObject(with: Data(versions.output.utf8)) as? [[String: Any]])
      let commits = rows.map { $0["commit"] as? [String: Any] }
      #expect(rows.map { $0["version"] as? String } == ["1.1", "1.0"])
      #expect(commits.map { $0?["id"] as? String } == [two, one])
      #expect(commits.map { $0?["tags"] as? [String] } == [[], ["v1"]])
      #expect(rows.map { $0["isCommitKnown"] as? Bool } == [true, true])
      #expect(try answer(.provenance).output.contains("\"gitCommit\": \"\(one)\""))
      #expect(try answer(.diff).text == "exit 0\n")
      #expect(try answer(.diffOfCommits).text.hasPrefix("exit 1\nw: version 1.0 → 1.1\n"))
      #expect(try answer(.mergeBase).text == answer(.diffOfCommits).text)
      #expect(try answer(.verify).text == "exit 0\n1 workflow: 0 errors, 0 warnings, 0 notices\n")
      #expect(try answer(.resolve).text.contains("has no conflict in git"))
      #expect(try answer(.check).status == 0)
    }
  }

  @Test(
    .needs(.tntc, .git),
    arguments: [
      "de\"ploy", "a b", ":(glob)x", ":!x", "--x", "-", "n\nl", "t\tab", "*", "[a]", "é", "e\u{301}", "x\\y",
    ])
  func `a tree is found in git whatever its path is`(tree: String) throws {
    try withTemporaryFolder { scratch in
      let sample = try SampleRepository(in: scratch, tree: "./\(tree)")
      let one = try sample.git("rev-parse", "HEAD~1")
      for question in Question.allCases where question != .argocd {
        let answer = try question.answer(in: sample.folder, sample.identity)
        switch question {
        case .versions, .provenance: #expect(answer.output.contains(one), "\(question): \(answer.text)")
        case .diffOfCommits, .mergeBase:
          #expect(answer.output.hasPrefix("w: version 1.0 → 1.1\n"), "\(question): \(answer.text)")
        case .resolve:
          #expect(answer.errors.contains("has no conflict in git"), "\(question): \(answer.text)")
        default: #expect(answer.status == 0, "\(question): \(answer.text)")
        }
      }
    }
  }

  @Test(.needs(.tntc, .git))
  func `a version that came with a merge is the merge's`() throws {
    try withTemporaryFolder { scratch in
      let sample = try SampleRepository(in: scratch)
      try sample.git("checkout", "--quiet", "-b", "side", "HEAD~1")
      try sample.git("commit", "--quiet", "--allow-empty", "--message", "Side")
      try sample.git("checkout", "--quiet", "main")
      try sample.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
      try sample.append("// merged\n", to: "w/nodes/a.ts")
      try sample.tntc("render", "--bump", "minor")
      try sample.commit("Merge")
      let versions = try Question.versions.answer(in: sample.folder, sample.identity)
      let rows = try #require(
        try JSONSerialization.jsonObject(with: Data(versions.output.utf8)) as? [[String: Any]])
      let commits = rows.map { ($0["commit"] as? [String: Any])?["id"] as? String }
      #expect(try commits == ["HEAD", "HEAD~1", "HEAD~2"].map { try sample.git("rev-parse", $0) })
    }
  }

  /// The other repository has the version as it was rewritten here.
  @Test(.needs(.tntc, .git))
  func `a hook of another repository does not make a rewritten version pass`() throws {
    try withTemporaryFolder { scratch in
      let sample = try SampleRepository(in: scratch)
      let file = "deploy/w/versions/1.1.yaml"
      let old = try String(contentsOf: sample.folder.appending(path: file), encoding: .utf8)
      try sample.git("checkout", "--quiet", "--", ".")
      try FileManager.default.removeItem(at: sample.folder.appending(path: "deploy"))
      try sample.append("// rewritten\n", to: "w/nodes/a.ts")
      // As if nothing had been there before.
      try sample.tntc("render", "--against", "HEAD~2")
      let rewritten = try String(contentsOf: sample.folder.appending(path: file), encoding: .utf8)
      #expect(old != rewritten)
      let other = scratch.appending(path: "other")
      try FileManager.default.copyItem(at: sample.folder, to: other)
      try sample.git("add", "--all", in: other)
      try sample.git("commit", "--quiet", "--message", "Rewritten", in: other)
      let git = "\(other.path)/.git"
      let variables: [[String: String]] = [
        [:], ["GIT_DIR": git], ["GIT_DIR": git, "GIT_WORK_TREE": other.path],
        ["GIT_COMMON_DIR": git], ["GIT_DIR": git, "GIT_INDEX_FILE": "\(git)/index"],
        ["GIT_OBJECT_DIRECTORY": "\(git)/objects"],
      ]
      for hook in variables {
        let answer = try Question.verify.answer(in: sample.folder, sample.identity.merging(hook) { $1 })
        #expect(answer.status == 1, "\(hook): \(answer.text)")
        #expect(answer.errors.contains("\(file): error: differs from HEAD"), "\(hook): \(answer.text)")
      }
    }
  }

  @Test(.needs(.tntc, .git))
  func `workflows that a sparse checkout leaves out are not removed`() throws {
    try withTemporaryFolder { scratch in
      let sample = try SampleRepository(in: scratch)
      try FileManager.default.copyItem(
        at: sample.folder.appending(path: "w"), to: sample.folder.appending(path: "v"))
      let text = try String(contentsOf: sample.folder.appending(path: "v/workflow.yaml"), encoding: .utf8)
      try sample.folder.write(
        Array(text.replacingOccurrences(of: "name: w", with: "name: v").utf8), to: "v/workflow.yaml")
      try sample.tntc("render")
      try sample.commit("Three")
      for cone in [["--cone"], ["--cone", "--sparse-index"]] {
        let folder = try sample.clone("sparse-\(cone.count)")
        _ = try Tool.git.run(
          ["sparse-checkout", "set"] + cone + ["w", "deploy/w", ".tentacular"], in: folder,
          environment: sample.identity)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "deploy/v").path))
        func answer(_ question: Question) throws -> Answer {
          try question.answer(in: folder, sample.identity)
        }
        #expect(try answer(.diff).text == "exit 0\n")
        #expect(
          try answer(.diffOfCommits).text
            == Question.diffOfCommits.answer(in: sample.folder, sample.identity).text)
        #expect(try answer(.verify).errors.contains("deploy/v: notice: is left out of this sparse checkout"))
        #expect(try answer(.check).status == 0)
        #expect(try answer(.argocd).text.contains("the checkout is sparse and lacks deploy/v"))
        // What is removed here is removed.
        try sample.git("rm", "--quiet", "-r", "deploy/w", in: folder)
        #expect(try answer(.diff).output.contains("w: removed"))
      }
    }
  }
}

/// The variables that a child gets.
struct GitEnvironmentTests {
  /// Git tells which variables name a repository; none of another one's gets through.
  @Test(.needs(.git))
  func `nothing that names a repository is inherited`() throws {
    let listed = try Tool.git.run(["rev-parse", "--local-env-vars"])
    let names = String(decoding: listed.output, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(names.contains("GIT_DIR") && names.contains("GIT_INDEX_FILE"))
    let inherited = Dictionary(uniqueKeysWithValues: names.map { ($0, "/elsewhere") })
    var environment = GitEnvironment(inherited: inherited)
    environment.adopt(gitFolder: "/here/.git", commonFolder: "/here/.git", root: "/here")
    for name in names { #expect(environment.variables[name] != "/elsewhere", "\(name)") }
  }

  @Test(arguments: [
    (["GIT_INDEX_FILE": ".git/next-index-1.lock"], "/here/.git/next-index-1.lock"),
    (["GIT_INDEX_FILE": "/here/.git/index.lock"], "/here/.git/index.lock"),
    (["GIT_INDEX_FILE": "/elsewhere/.git/index"], nil),
    (["GIT_INDEX_FILE": "../elsewhere/.git/index"], nil),
    (["GIT_INDEX_FILE": "/here/.git/modules/sub/index"], nil),
    (["GIT_INDEX_FILE": "/here/.git/worktrees/other/index"], nil),
    (["GIT_DIR": "/dev", "GIT_INDEX_FILE": "/here/.git/index"], nil),
  ])
  func `an index is taken from a hook of the same repository alone`(
    inherited: [String: String], index: String?
  ) {
    var environment = GitEnvironment(inherited: inherited)
    environment.adopt(gitFolder: "/here/.git", commonFolder: "/here/.git", root: "/here")
    #expect(environment.variables["GIT_INDEX_FILE"] ?? nil == index)
  }
}
