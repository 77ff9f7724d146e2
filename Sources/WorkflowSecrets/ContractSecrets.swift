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
      let places = [member.value.member("auth")?.value.member("secret"), member.value.member("secret")]
      guard let field = places.compactMap({ $0?.value }).first(where: { !$0.isNull }),
        let name = SecretName(field.value)
      else { return nil }
      return (
        member.key,
        SecretDemand(
          kind: .required, service: name.service, key: name.key, path: path, position: field.position)
      )
    }
  }
}
