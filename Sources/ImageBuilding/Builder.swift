package import WorkflowModel

/// A program that builds images.
package enum Builder: String, CaseIterable, Sendable {
  // In the order in which they are looked for.
  case docker
  case podman
  case buildah

  package var program: String { rawValue }

  /// - Parameter folder: the context.
  package func build(_ image: ImageRequest, in folder: String) -> [String] {
    var arguments = ["build", "--file", "\(folder)/\(Dockerfile.name)"]
    arguments += ["--tag", image.reference.text, "--platform", image.platform.rawValue]
    if let base = image.base { arguments += ["--build-arg", "\(Dockerfile.baseArgument)=\(base.text)"] }
    // The time of the build is a part of the image: without it the same programs give the same digest. Docker has
    // no such flag.
    if self != .docker { arguments += ["--timestamp", "0"] }
    return arguments + [folder]
  }

  /// - Parameter file: where the digest is written, by those that do so.
  package func push(_ image: ImageReference, digestTo file: String) -> [String] {
    switch self {
    case .docker: ["push", image.text]
    case .podman, .buildah: ["push", "--digestfile", file, image.text]
    }
  }

  /// The call that prints the digests of an image after its push, a line each; nil when the push itself writes the digest.
  package func digests(of image: ImageReference) -> [String]? {
    guard self == .docker else { return nil }
    return ["image", "inspect", "--format", "{{range .RepoDigests}}{{println .}}{{end}}", image.text]
  }
}

/// The image that is wanted.
package struct ImageRequest: Sendable {
  package enum Destination: Sendable {
    /// The builder's own store.
    case store
    case registry
  }

  package let reference: ImageReference
  package let platform: Platform
  /// What the image stands on; nil for the one that the Dockerfile names.
  package let base: ImageReference?
  package let destination: Destination

  package init(
    _ reference: ImageReference, for platform: Platform, on base: ImageReference?, to destination: Destination
  ) {
    self.reference = reference
    self.platform = platform
    self.base = base
    self.destination = destination
  }
}
