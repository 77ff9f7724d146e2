import Diagnostics
import WorkflowModel
import YAML

/// What `auth.secret` of dependencies asks for: `service.key`, or a service as a whole. `secret` beside `host` is a second
/// spelling of it.
enum ContractSecrets {
  static func demands(_ file: SourceFile, path: String) -> SecretDemands {
    var demands = SecretDemands()
    // What is wrong with the file is found where the workflow is read.
    let contract = (try? Reader.read(file.bytes).valid())?.member("contract")?.value
    guard case .mapping(let members)? = contract?.member("dependencies")?.value.content else {
      return demands
    }
    for member in members {
      let places = [member.value.member("auth")?.value.member("secret"), member.value.member("secret")]
      guard let field = places.compactMap({ $0?.value }).first(where: { !$0.isNull }) else { continue }
      guard let name = SecretName(field.value) else { continue }
      demands.demands.append(
        SecretDemand(
          kind: .required, service: name.service, key: name.key, path: path, position: field.position))
    }
    return demands
  }
}
