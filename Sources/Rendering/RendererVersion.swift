/// The version of tntc itself.
package enum RendererVersion {
  package static let text = "0.1.0"
}
