import Delivery
import Diagnostics
import Files
import Git
import Rendering
import Terminal
import Tree
import WorkflowModel
import YAML

/// The trees that a controller is to deliver, read from disk.
struct DeliveredTrees {
  let trees: [DeliveredTree]

  /// - Parameter report: gets the warnings.
  /// - Throws: `InvalidInput` when it is not clear where a tree is in the repository, or what to call its objects.
  init(_ options: TreeOptions, _ git: GitOptions, _ report: ([Finding]) -> Void) throws {
    let finder = try JobFinder(tree: options.tree, report)
    for (_, tree) in try finder.configuredTrees(environment: options.env) where !Disk.isFolder(tree) {
      let sparse = SparseTree(tree)
      if !sparse.isWhole { throw InvalidInput(path: tree, sparse.problem()) }
    }
    let found = try finder.trees(environment: options.env)
      .map { environment, tree in
        (base: environment == nil ? tree : Path.parent(tree), environment: environment, tree: tree)
      }
    let bases = Set(found.map(\.base))
    var trees: [DeliveredTree] = []
    for (base, environment, tree) in found {
      if bases.count > 1, git.path != nil {
        throw InvalidInput(path: "--path", "there are several trees; name one of them with `--tree`")
      }
      let suffix = (bases.count > 1 ? [Path.lastComponent(base)] : []) + [environment].compactMap(\.self)
      let path = try Self.path(of: tree, in: environment, git)
      trees.append(try Self.read(tree, path: path, suffix: suffix))
      report(Self.warnings(of: tree, trees[trees.count - 1], git))
    }
    try Self.refuseAmbiguous(trees, found.map(\.tree))
    self.trees = trees
  }

  private static func path(of tree: String, in environment: String?, _ git: GitOptions) throws -> String {
    if let base = git.path.flatMap(GitOptions.cleaned) {
      return environment.map { Path.join(base, $0) } ?? base
    }
    guard let path = GitRepository.root(holding: tree).flatMap({ GitRepository.path(of: tree, from: $0) })
    else {
      throw InvalidInput(
        path: tree,
        "is in no git repository here; give its folder in the controller's repository with `--path`")
    }
    guard let clean = GitOptions.cleaned(path) else {
      throw InvalidInput(
        path: tree, "has a path that Argo CD reads as a pattern; rename it, or give another with `--path`")
    }
    return clean
  }

  private static func read(_ tree: String, path: String, suffix: [String]) throws -> DeliveredTree {
    let names = try TreeIndex.workflows(of: tree)
    try refuseSparse(tree, names)
    // A folder without a file is in no repository, so the controller never sees it.
    let foreign = try Disk.entries(of: tree).filter {
      $0.kind == .folder && !$0.name.hasPrefix(".") && !names.contains($0.name)
        && Disk.holdsFiles(Path.join(tree, $0.name))
    }
    return DeliveredTree(
      path: path, suffix: suffix, workflows: try names.map { try workflow($0, in: tree) },
      foreignFolders: foreign.map(\.name))
  }

  /// Objects are told from the files of the working tree: what is not in it would get none, and a controller would
  /// take them away.
  private static func refuseSparse(_ tree: String, _ workflows: [String]) throws {
    let sparse = SparseTree(tree)
    let missing = sparse.missing(of: Set(workflows + sparse.workflows))
    if !missing.isEmpty { throw InvalidInput(path: tree, sparse.problem(missing)) }
  }

  private static func workflow(_ name: String, in tree: String) throws -> DeliveredTree.Workflow {
    let workflow = try RetainedWorkflow(name, in: tree)
    // A controller would find nothing to build there, and Argo CD deletes nothing for an empty folder.
    guard Disk.exists(Path.join(workflow.path, ReleaseNames.kustomization)) else {
      throw InvalidInput(
        path: workflow.path,
        "has a lock but no `\(ReleaseNames.kustomization)`, probably after an interrupted removal; finish it with "
          + "`tntc remove \(name)`, or restore the folder with `git checkout -- \(ShellWord.path(workflow.path))`"
      )
    }
    let objects = try workflow.objects().filter { $0.kind == "deployment" }.map(\.name)
    return DeliveredTree.Workflow(
      name: name, namespace: try workflow.kustomizationNamespace(),
      // A canary's Deployment comes and goes, and waiting covers it.
      deployments: objects.filter { $0 != ReleaseNames.canary(of: name) },
      contested: try contested(in: workflow))
  }

  /// The kinds of autoscalers, of Kubernetes and of KEDA.
  private static let autoscalers = ["HorizontalPodAutoscaler", "ScaledObject"]

  private static func contested(in workflow: RetainedWorkflow) throws -> [String] {
    let objects = try workflow.build(workflow.manifests)
    let targets = objects.filter { autoscalers.contains($0.kind) }.compactMap {
      $0.content["spec"]?["scaleTargetRef"]?["name"]?.text
    }
    // A suspended workflow has no pods: an autoscaler leaves 0 alone.
    return objects.filter { object in
      guard case .integer(1...)? = object.content["spec"]?["replicas"] else { return false }
      return object.kind == "Deployment" && targets.contains { $0.hasSameBytes(as: object.name) }
    }.map(\.name)
  }

  private static func warnings(
    of tree: String, _ delivered: DeliveredTree, _ git: GitOptions
  ) -> [Finding] {
    let homeless = git.targetNamespace == nil ? delivered.workflows.filter { $0.namespace == nil } : []
    guard let first = homeless.first else { return [] }
    let others = homeless.count == 1 ? "" : ", like \(Counted.text(homeless.count - 1, "other"))"
    return [
      Finding(
        .warning, path: Path.join(tree, first.name),
        message: "names no namespace\(others); give one with `--target-namespace`, or render with one, "
          + "else it goes "
          + "to the controller's namespace")
    ]
  }

  /// Two trees with objects of the same names, or names that Kubernetes does not take.
  private static func refuseAmbiguous(_ trees: [DeliveredTree], _ paths: [String]) throws {
    var seen: Set<String> = []
    var folders: [String: String] = [:]
    for (tree, path) in zip(trees, paths) {
      guard tree.suffix.allSatisfy(NameRules.isDNSLabel),
        seen.insert(tree.suffix.joined(separator: "-")).inserted
      else {
        throw InvalidInput(
          path: path,
          "the objects of several trees differ in the tree's name, and `\(tree.suffix.joined(separator: "-"))` is "
            + "taken or not a valid name; print them one by one with `--tree` and `--name`")
      }
      for workflow in tree.workflows {
        let (name, folder) = (tree.name(workflow.name), Path.join(path, workflow.name))
        if let other = folders.updateValue(folder, forKey: name) {
          throw InvalidInput(
            path: folder,
            "would be delivered by an object with the name `\(name)`, like `\(other)`; rename a workflow, an "
              + "environment or a tree, or print the trees one by one, with `--env` or `--tree`, for controllers in other "
              + "clusters or with another `--namespace`")
        }
      }
    }
  }
}
