/// The version of tntc and of the engine, which are released together.
package enum ProgramVersion {
  package static let text = "0.3.0"
}
