import Comparison
import Foundation
import TestSupport
import Testing
import Tree
import YAML

/// How workflows ran in a real cluster, by what it answered. Each situation has its truth beside it.
struct ClusterSituationTests {
  @Test(.needs(SharedData.clusterAnswers), arguments: SharedData.clusterAnswers.folders)
  func `what is said of rollouts, pods and Jobs is true`(_ folder: URL) throws {
    let truth = try value(folder.appending(path: "truth.json"))
    let answer = try list(value(folder.appending(path: "answer.json"))["items"])
    for namespace in Set(list(truth["rollouts"]).compactMap { $0["namespace"]?.text }).sorted() {
      let health = try self.health(answer, namespace, folder, truth["workflow"]?.text ?? "")
      try check(health, truth, namespace)
    }
  }

  private func check(_ health: WorkflowHealth, _ truth: Value, _ namespace: String) throws {
    func expected(_ key: String) -> [Value] {
      list(truth[key]).filter { $0["namespace"]?.text == namespace }
    }
    let rollouts = expected("rollouts").filter { rollout in
      health.rollouts.contains { $0.deployment == rollout["deployment"]?.text }
    }
    #expect(rollouts.count == health.rollouts.count)
    for rollout in rollouts {
      let found = try #require(health.rollouts.first { $0.deployment == rollout["deployment"]?.text })
      #expect(rollout["finished"] == .bool(found.isFinished), "\(found)")
      #expect(rollout["canFinish"] == .bool(found.canFinish), "\(found)")
    }
    for pod in expected("pods") where pod["deployment"] != nil {
      guard let found = health.pods.first(where: { $0.name == pod["name"]?.text }) else { continue }
      for (key, told) in [
        ("ready", found.isReady), ("terminating", found.isTerminating), ("counts", found.counts),
        ("serves", found.serves),
      ] { #expect(pod[key] == .bool(told), "\(key) of \(found.name)") }
      #expect(found.version == pod["version"]?.text)
      #expect(found.deployment == pod["deployment"]?.text)
    }
    #expect(health.pods.allSatisfy { pod in expected("pods").contains { $0["name"]?.text == pod.name } })
    for schedule in health.schedules {
      let last = expected("jobs").last { $0["of"]?.text == schedule.cronJob }
      #expect((last == nil) == (schedule.last == nil))
      if last?["result"] == "succeeded" { #expect(schedule.last?.result == .succeeded) }
    }
    let stopped = expected("byHand").filter { $0["path"] == "spec.suspend" }.compactMap { $0["name"]?.text }
    #expect(health.schedules.filter(\.isStoppedByHand).map(\.cronJob) == stopped)
  }

  /// Of the workflow that the situation is about.
  private func health(
    _ answer: [Value], _ namespace: String, _ folder: URL, _ workflow: String
  ) throws -> WorkflowHealth {
    let ours = answer.filter {
      $0["metadata"]?["namespace"]?.text == namespace
        && $0["metadata"]?["labels"]?["app.kubernetes.io/name"]?.text == workflow
    }
    let trees = ["tree", "tree/\(namespace)"].map { folder.appending(path: $0).path }
    let tree = trees.first { FileManager.default.fileExists(atPath: "\($0)/\(workflow)/release.lock") }
    let built = try tree.map { try RetainedWorkflow(workflow, in: $0).build().map(\.content) } ?? []
    var faults: [String: EnginePod.ContentFault] = [:]
    for map in built where map["kind"] == "ConfigMap" {
      let name = map["metadata"]?["name"]?.text ?? ""
      let found = ours.first { $0["kind"] == "ConfigMap" && $0["metadata"]?["name"]?.text == name }
      if found == nil {
        faults[name] = .absent
      } else if found?["data"] != map["data"] {
        faults[name] = .other
      }
    }
    return WorkflowHealth(ours, tree: built, faults: faults)
  }

  private func value(_ file: URL) throws -> Value { try JSON.read(Array(Data(contentsOf: file))) }

  private func list(_ value: Value?) -> [Value] {
    if case .sequence(let items)? = value { items } else { [] }
  }
}

extension SharedData {
  /// A folder for each situation.
  fileprivate var folders: [URL] {
    let all = (try? FileManager.default.contentsOfDirectory(at: file, includingPropertiesForKeys: nil)) ?? []
    return all.filter { FileManager.default.fileExists(atPath: $0.appending(path: "truth.json").path) }
      .sorted { $0.path < $1.path }
  }
}
