import Files
import Processes
package import WorkflowModel

/// Builds an image with another program, and pushes it.
package struct ImageBuild: Sendable {
  private static let longestDigest = 4096

  private let image: ImageRequest
  private let builder: Builder
  private let context: BuildContext

  package init(_ image: ImageRequest, with builder: Builder, from context: BuildContext) {
    self.image = image
    self.builder = builder
    self.context = context
  }

  /// Builds and pushes; what the builder prints goes where this program prints.
  ///
  /// - Parameter parent: where a temporary folder is made, which is gone afterwards.
  /// - Returns: the reference of what was built: by its digest once it is in a registry, by its tag else.
  package func run(temporariesIn parent: String) throws -> ImageReference {
    try Interruption.postponed { interruption in
      let folder = try Disk.makeTemporaryFolder(in: parent, prefix: "tntc-build-")
      defer { Disk.removeTree(folder) }
      let (files, digestFile) = (Path.join(folder, "context"), Path.join(folder, "digest"))
      try context.write(to: files)
      try run(builder.build(image, in: files), interruption)
      guard image.destination == .registry else { return image.reference }
      try run(builder.push(image.reference, digestTo: digestFile), interruption)
      return try pushed(digestFile)
    }
  }

  private func run(_ arguments: [String], _ interruption: Interruption) throws {
    try AttachedProgram(builder.program).run(arguments, until: interruption)
  }

  private func pushed(_ digestFile: String) throws -> ImageReference {
    var found: [ImageReference] = []
    let said = try answers(digestFile)
    for reference in said.compactMap(ImageReference.init)
    where reference.digest != nil && reference.isIn(image.reference) && !found.contains(reference) {
      found.append(reference)
    }
    guard found.count == 1, let digest = found[0].digest,
      let result = ImageReference("\(image.reference.name)@\(digest)")
    else { throw ImageProblem.digestUnknown(builder, image.reference, said: said) }
    return result
  }

  /// References by digest that the builder gives for what it pushed.
  private func answers(_ digestFile: String) throws -> [String] {
    if let arguments = builder.digests(of: image.reference) {
      let output = try Program(builder.program).run(arguments)
      return String(decoding: output, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }
    let text = String(decoding: try Disk.read(digestFile, limit: Self.longestDigest), as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).map { "\(image.reference.name)@\($0)" }
  }
}

extension ImageReference {
  /// Whether both are of one repository. Docker leaves out the parts that its own registry's names share.
  fileprivate func isIn(_ other: ImageReference) -> Bool {
    Self.familiar(name).utf8.elementsEqual(Self.familiar(other.name).utf8)
  }

  private static func familiar(_ name: String) -> String {
    var parts = name.split(separator: "/")
    if let first = parts.first, parts.count > 1, first == "docker.io" || first == "index.docker.io" {
      parts.removeFirst()
      if parts.count == 2, parts[0] == "library" { parts.removeFirst() }
    }
    return parts.joined(separator: "/")
  }
}
