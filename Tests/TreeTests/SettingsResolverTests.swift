import Diagnostics
import Foundation
import Settings
import Testing
import WorkflowModel
import YAML

@testable import Releases
@testable import Tree

/// Which of a lock, a file with an image, the configuration and flags decides a setting.
@Suite struct SettingsResolverTests {
  private static let recordedImage = "registry.example/recorded:1"

  private func release(_ settings: Mapping = [:], flags: [String] = []) -> Release {
    var release = Release(workflow: "w")
    release.settings = settings
    release.flags = flags
    return release
  }

  private func workflow(namespace: String? = nil) throws -> Workflow {
    let text = """
      name: w
      version: "1.0"
      triggers:
      - type: manual
      nodes:
        a:
          path: nodes/a.ts
      \(namespace.map { "deployment: {namespace: \($0)}" } ?? "")
      """
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)),
      SourceFile(path: "nodes/a.ts", bytes: Array("export default () => 1;".utf8)),
    ])
    return try #require(WorkflowReader.read(source, path: "w").workflow)
  }

  private func resolve(
    _ release: Release, flags: Mapping = [:], _ scopes: SettingsScope..., image: String? = nil,
    namespace: String? = nil
  ) throws -> EffectiveSettings {
    var options = RenderOptions()
    options.flags = flags
    options.configured = scopes
    var resolver = SettingsResolver(options: options, tree: "deploy", treeResolved: nil)
    return try resolver.resolve(
      try workflow(namespace: namespace), from: nil, release,
      baseImage: image.map { BaseImage(path: "base-image.txt", text: $0) })
  }

  private func scope(_ values: Mapping, workflows: [String: Mapping] = [:]) -> SettingsScope {
    SettingsScope(
      common: SettingsLayer(origin: "common", values: values),
      workflows: workflows.mapValues { SettingsLayer(origin: "one", values: $0) })
  }

  // MARK: Order

  /// Each of these over those before it: the lock, the file, the defaults, one workflow of them, the environment, one
  /// workflow of that, a flag.
  @Test(arguments: 0..<7)
  func laterPlacesWin(place: Int) throws {
    func image(_ own: Int) -> Mapping {
      own <= place ? ["image": .string("registry.example/\(own):1")] : [:]
    }
    let effective = try resolve(
      release(image(0)), flags: image(6),
      scope(image(2), workflows: ["w": image(3), "v": ["image": "other"]]),
      scope(image(4), workflows: ["w": image(5)]), image: place >= 1 ? "registry.example/1:1" : nil)
    #expect(effective.recorded[.image] == .string("registry.example/\(place):1"))
    #expect(effective.settings.image.text == "registry.example/\(place):1")
    #expect(effective.warnings.isEmpty)
  }

  @Test func withoutAnyTheUsualImageIsUsedAloud() throws {
    let effective = try resolve(release())
    #expect(effective.recorded[.image] == nil)
    #expect(effective.warnings.map(\.severity) == [.warning])
  }

  @Test func namespacesComeFromTheWorkflowLast() throws {
    #expect(try resolve(release(), namespace: "own").settings.namespace == "own")
    #expect(try resolve(release(), namespace: "own").recorded[.namespace] == nil)
    #expect(
      try resolve(release(), scope(["namespace": "apps"]), namespace: "own").settings.namespace == "apps")
  }

  // MARK: Flags

  @Test func aFlagHoldsUntilTheConfigurationSpeaks() throws {
    let given = try resolve(release(), flags: ["runtimeClass": "gvisor"])
    #expect(given.flags == ["runtimeClass"])
    let later = try resolve(release(given.recorded, flags: given.flags))
    #expect(later.recorded[.runtimeClass] == "gvisor" && later.flags == ["runtimeClass"])
    let configured = try resolve(release(later.recorded, flags: later.flags), scope(["runtimeClass": "kata"]))
    #expect(configured.recorded[.runtimeClass] == "kata" && configured.flags.isEmpty)
  }

  @Test func whatTheConfigurationGaveGoesWithIt() throws {
    let given = try resolve(release(), scope(["runtimeClass": "gvisor", "replicas": 3]))
    let later = try resolve(release(given.recorded, flags: given.flags))
    #expect(later.recorded[.runtimeClass] == nil && later.recorded[.replicas] == nil)
  }

  @Test func anEmptyFlagForgetsAndWhatIsBelowSpeaksAgain() throws {
    let recorded = release(["namespace": "apps", "image": .string(Self.recordedImage)], flags: ["namespace"])
    let effective = try resolve(recorded, flags: ["namespace": .null], namespace: "own")
    #expect(effective.recorded[.namespace] == nil && effective.flags.isEmpty)
    #expect(effective.settings.namespace == "own")
    #expect(effective.recorded[.image] == .string(Self.recordedImage), "an image is kept without a flag too")
  }

  @Test func namesOfFlagsOfANewerProgramAreKept() throws {
    let effective = try resolve(release(["keep": 7], flags: ["keep", "turbo"]))
    #expect(effective.flags == ["keep", "turbo"])
  }

  // MARK: Merging

  @Test func mappingsAreMergedKeyByKeyAndNullTakesAway() throws {
    let effective = try resolve(
      release(), scope(["labels": ["team": "a", "tier": "web"], "tolerations": [["operator": "Exists"]]]),
      scope(["labels": ["team": .null, "cost": "7"], "tolerations": .null]))
    #expect(effective.recorded[.labels] == ["tier": "web", "cost": "7"])
    #expect(effective.recorded[.tolerations] == nil)
  }

  @Test func theOverlayIsNoSettingToRecord() throws {
    let effective = try resolve(
      release(), scope(["config": ["a": 1, "b": 2]]), scope(["config": ["b": .null]]))
    #expect(effective.recorded[.config] == nil)
    #expect(
      effective.settings.overlay?.config == ["a": 1, "b": .null], "null takes a key of the workflow away")
  }

  @Test func settingsAreRecordedInOneOrder() throws {
    let effective = try resolve(release(), scope(["keep": 5, "replicas": 2, "image": "a/b:1"]))
    #expect(effective.recorded.keys == ["image", "replicas", "keep"])
  }

  @Test func anImageThatIsNoneNamesWhereItIsFrom() throws {
    #expect(throws: InvalidInput.self) { try resolve(release(), image: "not an image") }
    do {
      _ = try resolve(release(), image: "not an image")
    } catch let failure as InvalidInput {
      #expect(failure.findings.map(\.path) == ["base-image.txt"])
    }
  }
}
