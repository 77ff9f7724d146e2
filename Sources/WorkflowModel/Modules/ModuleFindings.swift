import Diagnostics
import YAML

/// Gathers what is wrong with the modules of a version.
struct ModuleFindings {
  private var all: [Finding] = []
  private let files: [ByteKey: SourceFile]
  private let place: (String) -> String
  /// Where in a file a finding stands: its place is looked up when all are known, in one walk through the file.
  private var offsets: [ByteKey: [(finding: Int, offset: Int)]] = [:]

  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  init(_ files: [ByteKey: SourceFile], place: @escaping (String) -> String) {
    (self.files, self.place) = (files, place)
  }

  mutating func add(_ finding: Finding) { all.append(finding) }

  /// A file of JSON that cannot be read.
  mutating func add(_ problem: Problem, _ what: String, in file: SourceFile) {
    all.append(problem.finding(what, path: place(file.path), in: file.bytes, rule: .modules))
  }

  mutating func report(_ message: String, _ file: SourceFile, _ offset: Int) {
    offsets[ByteKey(file.path), default: []].append((all.count, offset))
    all.append(Finding(path: place(file.path), message: message, rule: .modules))
  }

  /// All of them, those of modules with their lines and excerpts.
  var located: [Finding] {
    var all = all
    for (key, places) in offsets {
      guard let bytes = files[key]?.bytes else { continue }
      let places = places.sorted { ($0.offset, $0.finding) < ($1.offset, $1.finding) }
      var cursor = TextCursor()
      var located: [Finding] = []
      for place in places {
        all[place.finding].position = cursor.advance(to: place.offset, in: bytes)
        located.append(all[place.finding])
      }
      // In the same order, as sorting keeps that of equal places.
      for (place, finding) in zip(places, located.inOrder(of: bytes)) { all[place.finding] = finding }
    }
    return all
  }
}
