import Bytes
package import Diagnostics
package import YAML

/// A container that runs beside the engine in its pods: `sidecars:` of workflow.yaml.
package struct Sidecar: Sendable {
  /// What is asked to find out whether it is ready.
  package enum Health: Hashable, Sendable {
    /// `GET` of a path on its port.
    case http(path: String)
    /// The health service of gRPC (`grpc.health.v1`) on its port.
    case grpc
  }

  package let name: String
  /// Of its name in workflow.yaml.
  package let position: Position
  /// As workflow.yaml says it; settings may name another one.
  package let image: ImageReference
  package let imagePosition: Position
  package let port: Int
  package let health: Health
  /// In the place of the image's entry point; empty for that.
  package let command: [String]
  package let arguments: [String]
  /// Texts by the names of variables, in the order of the file: one may refer to those before it.
  package let environment: Mapping
  /// `requests` and `limits`, as far as its author gives them.
  package let resources: Mapping

  /// The name of its container, which is a DNS label.
  package var container: String { Self.container(name) }

  static func container(_ name: String) -> String {
    String(decoding: name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
  }

  /// Where nodes reach it: containers of a pod share their loopback.
  var targets: [NetworkTarget] {
    ["localhost", "127.0.0.1"].map {
      NetworkTarget(.host($0), ports: [NetworkPort(port)], origin: .sidecar(name), position: position)
    }
  }
}

extension NameRules {
  /// The volume `tmp-<name>` has the narrowest limit of what is named after a sidecar, a DNS label.
  package static let sidecarVolumePrefix = "tmp-"
  private static let maximumSidecarLength = maximumLabelLength - sidecarVolumePrefix.utf8.count

  /// The name of a sidecar: that of a node, of which a DNS label can be made.
  package static let sidecar = TextForm([
    "pattern": "^[a-z]([a-z0-9_-]*[a-z0-9])?$", "maxLength": .integer(maximumSidecarLength),
    "not": ["pattern": .string("^\(EngineContract.container)$")],
  ]) { name in
    if name == EngineContract.container {
      return "`\(name)` is the name of the engine's container; choose another name"
    }
    guard let first = name.utf8.first, first.isIn(.lower), let last = name.utf8.last,
      last.isIn(.lowerAlphanumeric), name.consists(of: .lowerAlphanumeric.union("_-"))
    else {
      return
        "`\(name)` cannot name a sidecar; expected lower-case letters, digits, `_` and `-`, starting with a letter and "
        + "ending with a letter or a digit"
    }
    return name.utf8.count > maximumSidecarLength
      ? "the name is \(name.utf8.count) characters; the limit is \(maximumSidecarLength), so that the volume "
        + "`\(sidecarVolumePrefix)<name>` stays within \(maximumLabelLength)" : nil
  }
}
