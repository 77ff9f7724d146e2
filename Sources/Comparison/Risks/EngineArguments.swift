import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// The arguments of the engine's program, apart from what follows from version and settings.
struct EngineArguments {
  private let texts: [String]

  init(_ texts: [String]) { self.texts = texts }

  private static let digest = "--expect-digest"
  private static let configDigest = "--expect-config-digest"
  private static let configFile = "\(EngineContract.configFolder)/\(OverlayFiles.config)"
  private static let dependenciesFile = "\(EngineContract.configFolder)/\(OverlayFiles.dependencies)"

  var expectsDigest: Bool { texts.contains(Self.digest) }
  /// Whether the files of the environment are checked; trees of earlier programs have no digest of them.
  var expectsConfigDigest: Bool { texts.contains(Self.configDigest) }
  var hasConfig: Bool { texts.contains("--config") }

  func rest(_ isRenamed: Bool, _ release: Release) -> [String] {
    var (rest, position): ([String], Int) = ([], 0)
    while position < texts.count {
      let (text, value) = (texts[position], position + 1 < texts.count ? texts[position + 1] : nil)
      let isFollowing =
        switch text {
        case Self.digest, Self.configDigest, "--shutdown-grace": true
        case "--config": value == Self.configFile
        case "--dependencies": value == Self.dependenciesFile
        case "--timeout": texts.first == "trigger"
        case "--data": texts.first == "trigger" && isRenamed
        default: false
        }
      if isFollowing {
        position += 2
        continue
      }
      rest.append(Self.addresses(release.workflow).contains(text) ? "address" : text)
      position += 1
    }
    return rest
  }

  /// Where the triggers post to: a canary gives the live version a Service of its own.
  private static func addresses(_ workflow: String) -> [String] {
    [workflow, ReleaseNames.stable(of: workflow)].map {
      "http://\($0):\(EngineContract.port)\(EngineContract.runPath)"
    }
  }
}
