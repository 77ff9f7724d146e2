import Foundation
import Patches
import TestSupport
import Testing
import YAML

/// kustomize is the judge: random patches over the objects of all goldens.
@Suite struct RandomPatchTests {
  private static let batch = 50

  /// So many patches, of which half are JSON patches.
  @Test(.needs(.kubectl)) func kustomizeMakesTheSame() throws {
    let objects = try GoldenObjects.all()
    var maker = RandomPatch(random: SplitMix64.seeded(for: "RandomPatchTests"))
    let wanted = 25 * fuzzRounds(otherwise: 2)
    var refused: [KustomizeJudge.Case] = []
    for start in stride(from: 0, to: wanted, by: Self.batch) {
      var (cases, results): ([KustomizeJudge.Case], [Value?]) = ([], [])
      while cases.count < min(Self.batch, wanted - start) {
        let object = maker.pick(objects)
        let patch =
          maker.chance(50) ? maker.merge(of: object).asObject(like: object) : maker.operations(on: object)
        let new = KustomizeJudge.Case(object: object, patch: patch)
        do {
          results.append(try applied(patch, to: object))
          cases.append(new)
        } catch {
          if !error.isOurs { refused.append(new) }
        }
      }
      try compare(cases, results[...])
    }
    for each in refused.prefix(5) { expectRefusal(each) }
  }

  /// Finds the case by halves when kustomize refuses one of a batch.
  private func compare(_ cases: [KustomizeJudge.Case], _ results: ArraySlice<Value?>) throws {
    do {
      for (each, (ours, theirs)) in zip(cases, zip(results, try KustomizeJudge().judge(cases)))
      where ours != theirs {
        Issue.record(
          """
          object: \(JSON.compact(each.object))
          patch: \(JSON.compact(each.patch))
          ours: \(ours.map { JSON.compact($0) } ?? "deleted")
          kustomize: \(theirs.map { JSON.compact($0) } ?? "deleted")
          """)
      }
    } catch let failure as KustomizeJudge.Failure {
      if let only = cases.first, cases.count == 1 {
        Issue.record(
          "object: \(JSON.compact(only.object))\npatch: \(JSON.compact(only.patch))\nkustomize refuses it: \(failure)"
        )
      } else {
        let half = cases.count / 2
        try compare(Array(cases[..<half]), results.prefix(half))
        try compare(Array(cases[half...]), results.dropFirst(half))
      }
    }
  }

  private func expectRefusal(_ each: KustomizeJudge.Case) {
    #expect(
      throws: KustomizeJudge.Failure.self, "\(JSON.compact(each.patch)) on \(JSON.compact(each.object))"
    ) {
      _ = try KustomizeJudge().judge([each])
    }
  }
}

extension Error {
  /// Whether kustomize takes what we refuse on purpose.
  fileprivate var isOurs: Bool {
    guard let failure = self as? PatchFailure else { return false }
    switch failure.fact {
    case .kinds, .noSuchIndex, .notIndex, .notContainer, .testFailed: return false
    default: return true
    }
  }
}

/// The objects that the goldens record.
enum GoldenObjects {
  static func all() throws -> [Value] {
    let golden = repositoryRoot.appending(path: "golden")
    let cases = try FileManager.default.contentsOfDirectory(atPath: golden.path).sorted()
    var (objects, seen): ([Value], Set<ByteKey>) = ([], [])
    for folder in cases {
      let expected = golden.appending(path: "\(folder)/expected")
      let files = FileManager.default.enumerator(atPath: expected.path)?.compactMap { $0 as? String } ?? []
      for file in files.sorted() where file.hasSuffix(".yaml") && !file.hasSuffix("kustomization.yaml") {
        guard let object = object(Array(try Data(contentsOf: expected.appending(path: file)))) else {
          continue
        }
        if seen.insert(ByteKey(JSON.compact(object))).inserted { objects.append(object) }
      }
    }
    return objects
  }

  private static let kinds = [
    "Deployment", "StatefulSet", "CronJob", "Service", "NetworkPolicy", "HTTPRoute", "PodDisruptionBudget",
    "ExternalSecret",
  ]

  private static func object(_ bytes: [UInt8]) -> Value? {
    guard let value = try? Reader.read(bytes).valid()?.value, let kind = value["kind"]?.text else {
      return nil
    }
    return kinds.contains(kind) && value["apiVersion"] != nil && value["metadata"]?["name"] != nil
      ? value : nil
  }
}
