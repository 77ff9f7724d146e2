import ArgumentParser
import WorkflowModel

/// A duration of the command line, like `30s` or `2m`.
struct DurationArgument: ExpressibleByArgument {
  let milliseconds: Int

  init(milliseconds: Int) { self.milliseconds = milliseconds }

  init?(argument: String) {
    guard let duration = try? DurationText(argument) else { return nil }
    milliseconds = duration.milliseconds
  }

  var defaultValueDescription: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}
