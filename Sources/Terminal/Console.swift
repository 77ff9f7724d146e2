import Files
import Glibc
import Synchronization

/// The only place that writes to standard output and standard error.
///
/// A write that fails does not end the program, whose work may be half done. It is kept in mind, nothing follows
/// it, and `end` makes it the program's failure.
package enum Console {
  /// The first `errno` of a write to standard output; 0 while there is none.
  private static let outputFailure = Atomic<Int32>(0)

  private static let outputHasColor = Atomic(false)
  private static let errorHasColor = Atomic(false)

  /// What people read: whatever a terminal would obey is shown in place of being sent.
  package static func output(_ text: String) { output(StyledText(text)) }

  package static func output(_ text: StyledText) {
    write(Array(shown(text, hasColor: outputHasColor.load(ordering: .relaxed)).utf8))
  }

  /// What programs read, byte for byte; on a terminal, which is none, it is shown as text is.
  package static func data(_ text: String) { data(Array(text.utf8)) }

  package static func data(_ bytes: [UInt8]) {
    if outputIsTerminal {
      write(Array(PlainText.shown(String(decoding: bytes, as: UTF8.self)).utf8))
    } else {
      write(bytes)
    }
  }

  private static func write(_ bytes: [UInt8]) {
    guard outputFailure.load(ordering: .relaxed) == 0 else { return }
    note(Disk.write(all: bytes, to: STDOUT_FILENO))
  }

  /// What people read beside the output. When even that cannot be written, there is nobody left to tell.
  package static func error(_ text: String) { error(StyledText(text)) }

  package static func error(_ text: StyledText) {
    status(shown(text, hasColor: errorHasColor.load(ordering: .relaxed)))
  }

  /// For a terminal that shall move its cursor.
  package static func status(_ text: String) { _ = Disk.write(all: Array(text.utf8), to: STDERR_FILENO) }

  /// A line of a log. A server outlives a disk that is full for a while, and whoever reads its log.
  package static func log(_ line: [UInt8], to descriptor: Int32) {
    let failure = Disk.write(all: line, to: descriptor)
    if descriptor == STDOUT_FILENO, failure != EPIPE { note(failure) }
  }

  package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// What a person answers, without blanks around it; nil where nobody sits at a terminal, or nothing was said.
  package static func ask(_ question: String) -> String? {
    guard isatty(STDIN_FILENO) == 1, errorIsTerminal else { return nil }
    error(question)
    guard let answer = readLine() else { return nil }
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let text = String(answer.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    return text.isEmpty ? nil : text
  }

  private static func note(_ failure: Int32) {
    if failure != 0 {
      _ = outputFailure.compareExchange(expected: 0, desired: failure, ordering: .relaxed)
    }
  }
}

extension Console {
  /// From now on styles are seen on those streams where the choice has colours. Before they are not.
  ///
  /// - Parameter environment: the value of a variable; nil where it is not set.
  package static func color(_ choice: ColorChoice, _ environment: (String) -> String?) {
    let output = choice.hasColor(isTerminal: outputIsTerminal, environment)
    let error = choice.hasColor(isTerminal: errorIsTerminal, environment)
    outputHasColor.store(output, ordering: .relaxed)
    errorHasColor.store(error, ordering: .relaxed)
  }

  /// The only place that makes codes for a terminal of styles; those that a text holds are shown, as all text is.
  package static func shown(_ text: StyledText, hasColor: Bool) -> String {
    if !hasColor { return PlainText.shown(text.plain) }
    return text.parts.map { part in
      let shown = PlainText.shown(part.text)
      return part.style.map { "\u{1B}[\(code(of: $0))m\(shown)\u{1B}[0m" } ?? shown
    }.joined()
  }

  /// Parameters of SGR (ECMA-48, 8.3.117): the first eight colours, which every palette has readable, and bold.
  private static func code(of style: Style) -> String {
    switch style {
    case .strong: "1"
    case .error: "1;31"
    case .warning: "1;33"
    case .notice: "1;36"
    case .good, .added, .caret: "32"
    case .removed: "31"
    case .changed: "33"
    case .hunk: "36"
    }
  }
}

extension Console {
  private static let outputFailed: Int32 = 2

  /// To be called before anything else: a descriptor that is closed would be given to the next file that is opened,
  /// and output would be written into it.
  package static func begin() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken. The wrong way round, so that its use fails as that of a closed one.
      _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Ends the program: with 2 and a sentence when output was lost, quietly as by SIGPIPE when its reader left.
  ///
  /// - Parameter message: what is left to say, as output when the code is 0, else as an error.
  package static func end(_ code: Int32, saying message: String = "") -> Never {
    if !message.isEmpty {
      if code == 0 { output("\(message)\n") } else { error("\(message)\n") }
    }
    // Some file systems tell only now that there is no room.
    if close(STDOUT_FILENO) != 0 { note(errno) }
    switch outputFailure.load(ordering: .relaxed) {
    case 0: exit(code)
    case EPIPE: exit(128 + SIGPIPE)
    case let failure:
      error(FindingText.text(FileError("write", "standard output", .system(failure))))
      exit(outputFailed)
    }
  }
}
