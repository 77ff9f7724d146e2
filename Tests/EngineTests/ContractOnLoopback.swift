/// The contract of an example with services of this machine, as an author would write it.
enum ContractOnLoopback {
  /// - Returns: a workflow.yaml where each dependency with one host is a server at a port of 127.0.0.1, without TLS.
  static func text(_ workflow: String, port: Int) -> String {
    workflow.replacing(
      #/protocol: \w+\n {6}host: \S+\n {6}port: \d+/#,
      with: "protocol: http\n      host: 127.0.0.1\n      port: \(port)")
  }
}
