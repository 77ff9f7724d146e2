import ArgumentParser

/// The value of an option that may stand without one, as in `--wait=5m`.
///
/// ArgumentParser takes a value that it cannot read for none: the word behind the option may be the name of a workflow.
/// Behind `=` it is nothing else, so there it is looked at here.
enum AttachedValue {
  /// The text behind `=` when it is not a valid value; nil otherwise.
  ///
  /// - Parameters:
  ///   - option: like `--wait`.
  ///   - arguments: those of the command line.
  static func unreadable<Value: ExpressibleByArgument>(
    _ option: String, as type: Value.Type, in arguments: [String] = CommandLine.arguments
  ) -> String? {
    arguments.prefix { $0 != "--" }.first { $0.hasPrefix("\(option)=") }
      .map { String($0.dropFirst(option.count + 1)) }
      .flatMap { Value(argument: $0) == nil ? $0 : nil }
  }
}
