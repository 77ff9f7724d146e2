import Diagnostics
import WorkflowModel
import YAML

/// What `contract.dependencies.*.secret` asks for: `service.key`, or a service as a whole.
enum ContractSecrets {
  static func demands(_ file: SourceFile, path: String) -> SecretDemands {
    var demands = SecretDemands()
    // What is wrong with the file is found where the workflow is read.
    let contract = (try? Reader.read(file.bytes).valid())?.member("contract")?.value
    guard case .mapping(let members)? = contract?.member("dependencies")?.value.content else {
      return demands
    }
    for member in members {
      guard let field = member.value.member("secret")?.value, !field.isNull else { continue }
      guard let name = SecretName(field.value) else {
        demands.findings.append(
          Finding(
            path: path, position: field.position,
            message: "`secret` of the dependency `\(member.key)` names no secret; expected `service.key`"))
        continue
      }
      demands.demands.append(
        SecretDemand(
          kind: .required, service: name.service, key: name.key, path: path, position: field.position))
    }
    return demands
  }
}
