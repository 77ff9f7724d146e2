import Foundation
import TestSupport

/// A place and a time at which git is asked: what the repository has become, or what a user has set.
struct Situation: Sendable, CustomStringConvertible {
  /// Where tntc runs.
  struct Place {
    var folder: URL
    var environment: [String: String] = [:]
  }

  let description: String
  /// What is answered otherwise than in a plain repository: the exit code, and a part of what is said.
  let exceptions: [Question: (status: Int32, said: String)]
  let prepare: @Sendable (SampleRepository) throws -> Place

  init(
    _ description: String, except exceptions: [Question: (status: Int32, said: String)] = [:],
    _ prepare: @escaping @Sendable (SampleRepository) throws -> Place
  ) {
    self.description = description
    self.exceptions = exceptions
    self.prepare = prepare
  }

  private static let deepen = "the clone is shallow; fetch the whole history (`git fetch --unshallow`)"
  private static let partial = "(`git fetch --refetch --no-filter`)"
  private static let trust = "git config --global --add safe.directory"

  private static let isAgeUnknown = "\"since\": null"
  private static let lacking = "the checkout is sparse and lacks deploy/w/deployment.yaml; add it"

  static let all: [Situation] = repositories + settings + hooks + unlike

  /// Other forms of a repository, in which everything is as in the plain one.
  private static let repositories = [
    Situation("a detached head") { sample in
      try sample.git("checkout", "--quiet", "--detach")
      return Place(folder: sample.folder)
    },
    Situation("a linked worktree") { sample in
      let folder = sample.scratch.appending(path: "linked")
      try sample.git("worktree", "add", "--quiet", "-b", "linked", folder.path)
      return Place(folder: folder)
    },
    Situation("a bare repository with worktrees beside it") { sample in
      let project = sample.scratch.appending(path: "project")
      _ = try sample.clone("project/.bare", "--bare")
      try project.write(Array("gitdir: ./.bare\n".utf8), to: ".git")
      try sample.git("worktree", "add", "--quiet", "main", in: project)
      return Place(folder: project.appending(path: "main"))
    },
    Situation("a submodule") { sample in
      let outer = sample.scratch.appending(path: "outer")
      try sample.git("init", "--quiet", outer.path)
      try sample.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sample.folder.path, "sub",
        in: outer)
      return Place(folder: outer.appending(path: "sub"))
    },
    Situation("a path through a link") { sample in
      let link = sample.scratch.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: sample.folder)
      return Place(folder: link)
    },
    Situation("a replaced commit and a graft") { sample in
      try sample.git("replace", "HEAD", "HEAD~1")
      try sample.folder.write(Array("\(try sample.git("rev-parse", "HEAD"))\n".utf8), to: ".git/info/grafts")
      return Place(folder: sample.folder)
    },
    Situation("a sparse checkout with the whole tree") { sample in
      let folder = try sample.clone("sparse", "--sparse")
      try sample.git("sparse-checkout", "set", "w", "deploy", ".tentacular", in: folder)
      return Place(folder: folder)
    },
    Situation(
      "a file of the tree that the checkout leaves out",
      except: [
        .verify: (0, "deploy/w/deployment.yaml: notice: is left out of this sparse checkout"),
        .check: (1, lacking), .argocd: (1, lacking),
      ]
    ) { sample in
      let folder = try sample.clone("sparse")
      try sample.git(
        "sparse-checkout", "set", "--no-cone", "/*", "!/deploy/w/deployment.yaml", in: folder)
      return Place(folder: folder)
    },
  ]

  /// What a user can set, and must not matter.
  private static let settings = [
    Situation("settings of the user") { sample in
      let settings = """
        [log] showSignature = true
        [log] mailmap = true
        [log] date = relative
        [log] decorate = full
        [color] ui = always
        [core] quotePath = true
        [core] fsmonitor = "touch ran-fsmonitor; false"
        [core] pager = false
        [core] attributesFile = ~/attributes
        [core] warnAmbiguousRefs = true
        [diff] renames = copies
        [diff] external = false
        [diff] noprefix = true
        [diff "text"] textconv = false
        [format] pretty = raw
        [i18n] logOutputEncoding = UTF-16
        [trace2] normalTarget = 2
        [alias] rev-list = !false
        """
      try sample.scratch.write(Array(settings.utf8), to: "home/.gitconfig")
      try sample.scratch.write(Array("* diff=text\n".utf8), to: "home/attributes")
      return Place(folder: sample.folder)
    },
    Situation("variables of the user") { sample in
      let variables = [
        "GIT_TRACE": "1", "GIT_TRACE2": "1", "GIT_TRACE_SETUP": "1", "GIT_EXTERNAL_DIFF": "false",
        "GIT_PAGER": "false", "PAGER": "false", "GIT_GLOB_PATHSPECS": "1", "GIT_ICASE_PATHSPECS": "1",
        "GIT_DIFF_OPTS": "-u9", "LANGUAGE": "de", "LC_ALL": "de_DE.UTF-8",
      ]
      return Place(folder: sample.folder, environment: variables)
    },
  ]

  /// Called from a hook, which tells the programs that it starts about its own repository.
  private static let hooks = [
    Situation("a hook of the same repository") { sample in
      Place(
        folder: sample.folder,
        environment: ["GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index", "GIT_PREFIX": ""])
    },
    Situation("a hook of another repository") { sample in
      let other = sample.scratch.appending(path: "other")
      try sample.git("init", "--quiet", "--initial-branch=main", other.path)
      try sample.git("commit", "--quiet", "--allow-empty", "--message", "Elsewhere", in: other)
      let git = "\(other.path)/.git"
      return Place(
        folder: sample.folder,
        environment: [
          "GIT_DIR": git, "GIT_WORK_TREE": other.path, "GIT_INDEX_FILE": "\(git)/index", "GIT_PREFIX": "x/",
          "GIT_COMMON_DIR": git, "GIT_OBJECT_DIRECTORY": "\(git)/objects", "GIT_CONFIG_COUNT": "1",
          "GIT_CONFIG_KEY_0": "core.worktree", "GIT_CONFIG_VALUE_0": other.path,
          "GIT_CONFIG_PARAMETERS": "'core.bare'='true'", "GIT_SHALLOW_FILE": "\(git)/HEAD",
          "GIT_NAMESPACE": "x",
        ])
    },
  ]

  /// Where git does not know, and it is said.
  private static let unlike = [
    Situation(
      "a shallow clone of one commit",
      except: [
        .versions: (0, "the commit of 2 versions is unknown: \(deepen)"), .list: (0, isAgeUnknown),
        .diffOfCommits: (2, "git knows no such revision here; \(deepen)"),
        .mergeBase: (2, "git knows no such revision here; \(deepen)"), .provenance: (0, deepen),
      ]
    ) { Place(folder: try $0.clone("shallow", "--depth=1")) },
    Situation(
      "a shallow clone of two commits",
      except: [
        .versions: (0, "the commit of 1 version is unknown: \(deepen)"), .provenance: (0, deepen),
      ]
    ) { Place(folder: try $0.clone("shallow", "--depth=2")) },
    Situation(
      "a clone without old files",
      except: [.provenance: (0, partial), .diffOfCommits: (2, partial), .mergeBase: (2, partial)]
    ) { sample in
      try sample.git("config", "uploadpack.allowFilter", "true")
      return Place(folder: try sample.clone("partial", "--filter=blob:none"))
    },
    Situation(
      "a clone without old folders",
      except: [
        .versions: (0, partial), .list: (0, partial), .diffOfCommits: (2, partial), .mergeBase: (2, partial),
        .provenance: (0, partial),
      ]
    ) { sample in
      try sample.git("config", "uploadpack.allowFilter", "true")
      return Place(folder: try sample.clone("partial", "--filter=tree:0"))
    },
    Situation(
      "a branch without a commit",
      except: [
        .versions: (0, "no history is shown: the branch has no commit yet"), .list: (0, isAgeUnknown),
        .diff: (2, "git has no commit here yet"), .diffOfCommits: (2, "git has no commit here yet"),
        .mergeBase: (2, "git has no commit here yet"), .verify: (1, "git has no commit here yet"),
        .provenance: (0, "the version is not committed yet"),
      ]
    ) { sample in
      try sample.git("checkout", "--quiet", "--orphan", "unborn")
      return Place(folder: sample.folder)
    },
    Situation(
      "a repository of somebody else",
      except: [
        .versions: (0, trust), .list: (0, trust), .diff: (2, trust), .diffOfCommits: (2, trust),
        .mergeBase: (2, trust),
        .verify: (2, trust), .provenance: (0, trust), .resolve: (2, trust),
      ]
    ) { Place(folder: $0.folder, environment: ["GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"]) },
    Situation("one of somebody else that is trusted in the environment") { sample in
      Place(
        folder: sample.folder,
        environment: [
          "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_COUNT": "1",
          "GIT_CONFIG_KEY_0": "safe.directory",
          "GIT_CONFIG_VALUE_0": "*",
        ])
    },
    Situation(
      "a `.git` that is none",
      except: [
        .versions: (0, "is not a git repository"), .list: (0, "is not a git repository"),
        .diff: (2, "is not a git repository"),
        .diffOfCommits: (2, "is not a git repository"), .mergeBase: (2, "is not a git repository"),
        .verify: (2, "is not a git repository"), .provenance: (0, "is not a git repository"),
        .resolve: (2, "is not a git repository"),
      ]
    ) { sample in
      let outer = sample.scratch.appending(path: "outer")
      try FileManager.default.createDirectory(at: outer, withIntermediateDirectories: true)
      try sample.git("init", "--quiet", outer.path)
      let folder = outer.appending(path: "inner")
      try FileManager.default.copyItem(at: sample.folder, to: folder)
      try FileManager.default.removeItem(at: folder.appending(path: ".git"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: ".git"), withIntermediateDirectories: true)
      return Place(folder: folder)
    },
  ]
}
