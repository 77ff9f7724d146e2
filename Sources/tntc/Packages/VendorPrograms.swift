import Processes
import Vendoring

/// The programs that bring packages.
struct VendorPrograms {
  /// A name or a path.
  let esbuild: String

  init(esbuild: String?) { self.esbuild = esbuild ?? ProcessEnvironment["TENTACULAR_ESBUILD"] ?? "esbuild" }

  /// Deno, which waits for others, so it has to end with who runs it.
  func deno(until interruption: Interruption) -> DenoTool {
    DenoTool(
      ProcessEnvironment["TENTACULAR_DENO"] ?? "deno", registry: ProcessEnvironment["JSR_URL"],
      until: interruption)
  }
}
