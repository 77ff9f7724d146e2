/// An object of a cluster, by what `kubectl` finds it by.
package struct ObjectReference: Hashable, Sendable {
  /// In lower case, as `kubectl` takes it.
  package let kind: String
  package let name: String
  /// The namespace that it is in; nil when the consumer decides that.
  package let namespace: String?

  package init(kind: String, name: String, namespace: String? = nil) {
    (self.kind, self.name, self.namespace) = (kind.lowercased(), name, namespace)
  }

  static func configMap(_ name: String) -> ObjectReference { ObjectReference(kind: "configmap", name: name) }

  /// `KIND/NAME`
  package var text: String { "\(kind)/\(name)" }

  /// The same object in a namespace that is said for all objects of a folder: kustomize puts it over their own.
  func inside(_ namespace: String?) -> ObjectReference {
    ObjectReference(kind: kind, name: name, namespace: namespace ?? self.namespace)
  }
}
