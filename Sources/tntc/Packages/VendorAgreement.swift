import Diagnostics
import Files
import Vendoring
import WorkflowModel

/// Whether imports, deno.json, vendor.lock and files of workflows agree; it asks no registry.
struct VendorAgreement {
  private(set) var findings: [Finding] = []

  init(_ directories: [String]) throws {
    for directory in directories {
      do {
        let workflow = try VendoredWorkflow(directory)
        findings += workflow.requests.findings + workflow.requests.unknown + workflow.agreement
      } catch let failure as InvalidInput {
        findings += failure.findings
      }
    }
  }
}
