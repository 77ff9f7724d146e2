import Diagnostics
import WorkflowModel
import YAML

/// What `auth.secret` of dependencies asks for: `service.key`, or a service as a whole. `secret` beside `host` is a second
/// spelling of it.
enum ContractSecrets {
  /// By the names of dependencies, in the order of the file.
  static func demands(_ file: SourceFile, path: String) -> [(dependency: String, demand: SecretDemand)] {
    // What is wrong with the file is found where the workflow is read.
    let contract = (try? Reader.read(file.bytes).valid())?.member("contract")?.value
    guard case .mapping(let members)? = contract?.member("dependencies")?.value.content else {
      return []
    }
    return members.compactMap { member in
      guard let (name, position) = DependencyKeys.secret(of: member) else { return nil }
      return (
        member.key,
        SecretDemand(kind: .required, service: name.service, key: name.key, path: path, position: position)
      )
    }
  }
}
