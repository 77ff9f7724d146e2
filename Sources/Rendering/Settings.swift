/// What decides how a version is run, beside its own code.
package struct Settings: Hashable, Sendable {
  package static let defaultReplicas = 1

  package var image: ImageReference
  package var namespace: String?
  package var runtimeClass: String?
  package var replicas: Int

  package init(
    image: ImageReference, namespace: String? = nil, runtimeClass: String? = nil,
    replicas: Int = defaultReplicas
  ) {
    self.image = image
    self.namespace = namespace
    self.runtimeClass = runtimeClass
    self.replicas = replicas
  }
}
