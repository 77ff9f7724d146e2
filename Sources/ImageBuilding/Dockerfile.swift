/// The Dockerfile of this repository's `templates/image/`, as it was when the program was built.
package enum Dockerfile {
  package static let name = "Dockerfile"
  /// The argument that its `FROM` takes.
  static let baseArgument = "BASE"

  package static var bytes: [UInt8] { PackageResources.Dockerfile }
}
