import Comparison
import Diagnostics
import Files
import Glibc
import Terminal

/// Looks at a cluster again and again, until workflows run what their tree says, or cannot.
struct ClusterWatch {
  let survey: ClusterSurvey
  /// After how many seconds it gives up.
  let limit: Int

  /// - Returns: what it saw last.
  /// - Throws: what the first look throws. Later ones may fail: a cluster that is away for a moment comes back.
  func run() throws -> [ClusterStatus] {
    var statuses = try survey.look()
    let wasSilent = statuses.map { $0.silence != nil }
    var watch = ArrivalWatch(limit: limit, count: statuses.count, at: Self.now())
    let screen = WatchScreen(survey.subjects.map(\.title))
    defer { screen.clear() }
    while true {
      let looks = zip(statuses, wasSilent).map { status, wasSilent -> Arrival.Look in
        // One that never answered is not waited for; one that stops to may come back.
        if status.silence != nil, wasSilent { return .arrived }
        return Arrival.Look(isInSync: status.isInSync, status.health)
      }
      let verdict = watch.verdict(looks, at: Self.now())
      screen.show(statuses.map(\.progress), after: watch.elapsed)
      guard case .goOn(let pause) = verdict else { return statuses }
      statuses = try lookAgain(every: pause, watch, screen)
    }
  }

  /// The next look that succeeds: what was seen before says nothing of the time in which there is no answer.
  private func lookAgain(
    every pause: Int, _ watch: ArrivalWatch, _ screen: WatchScreen
  ) throws -> [ClusterStatus] {
    while true {
      sleep(UInt32(pause))
      do {
        return try survey.look()
      } catch let failure as FileError {
        guard !watch.isOver(at: Self.now()) else { throw failure }
        screen.tell(failure.message)
      }
    }
  }

  /// Seconds of the monotonic clock.
  private static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }
}

/// Progress on standard error: on a terminal a line that changes, else a line for each change.
private final class WatchScreen {
  private let titles: [String]
  private let isTerminal = Console.errorIsTerminal
  private var shown: [String?]

  init(_ titles: [String]) {
    self.titles = titles
    shown = titles.map { _ in nil }
  }

  func show(_ states: [String], after seconds: Int) {
    for (position, state) in states.enumerated() where shown[position] != state {
      shown[position] = state
      clear()
      Console.error("\(FindingText.oneLine("\(titles[position]): \(state)"))\n")
    }
    if isTerminal { Console.status("\r\u{1B}[Kwaiting, \(seconds) s") }
  }

  func tell(_ message: String) {
    clear()
    Console.error("kubectl: \(FindingText.oneLine(message))\n")
  }

  func clear() {
    if isTerminal { Console.status("\r\u{1B}[K") }
  }
}
