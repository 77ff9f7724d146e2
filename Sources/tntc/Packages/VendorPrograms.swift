import Processes
import Vendoring

/// The programs that bring packages.
struct VendorPrograms {
  let deno = DenoTool(
    ProcessEnvironment["TENTACULAR_DENO"] ?? "deno", registry: ProcessEnvironment["JSR_URL"])
  /// A name or a path.
  let esbuild: String

  init(esbuild: String?) { self.esbuild = esbuild ?? ProcessEnvironment["TENTACULAR_ESBUILD"] ?? "esbuild" }
}
