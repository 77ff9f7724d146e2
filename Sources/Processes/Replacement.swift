import Glibc

/// Another program in place of this one: the same process, terminal and exit code.
package enum Replacement {
  /// - Parameters:
  ///   - program: a path, or a name that is looked for on PATH.
  ///   - arguments: without the program's own name.
  /// - Returns: only when it could not be started; why.
  package static func exec(_ program: String, _ arguments: [String]) -> Program.Failure {
    var pointers = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    unsafe execvp(program, &pointers)
    let code = errno
    for index in unsafe pointers.indices { unsafe free(pointers[index]) }
    let reason = unsafe String(cString: strerror(code))
    return Program.Failure(
      code == ENOENT ? .missing : .notStarted, "`\(program)` could not be run: \(reason)")
  }
}
