/// What an image is made for. There are no others, as Deno is published for these two.
package enum Platform: String, CaseIterable, Sendable {
  case amd64 = "linux/amd64"
  case arm64 = "linux/arm64"

  /// The platform of this program.
  package static var host: Platform {
    #if arch(arm64)
      .arm64
    #else
      .amd64
    #endif
  }
}
