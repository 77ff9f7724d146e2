import Foundation

/// Everything below a folder, for comparing it with what it was.
struct Snapshot: Equatable {
  enum Entry: Equatable {
    case folder
    case file([UInt8])
    case link(String)
    case other
  }

  private(set) var entries: [String: Entry] = [:]

  init(of folder: URL) throws {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      entries[path] = try Self.entry(folder.appending(path: path).path)
    }
  }

  private static func entry(_ path: String) throws -> Entry {
    switch try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType {
    case .typeDirectory?: .folder
    case .typeRegular?: .file(Array(try Data(contentsOf: URL(filePath: path))))
    case .typeSymbolicLink?:
      .link(try FileManager.default.destinationOfSymbolicLink(atPath: path))
    default: .other
    }
  }

  /// One line for each path that is not the same in both.
  func differences(from other: Snapshot) -> [String] {
    Set(entries.keys).union(other.entries.keys).sorted().compactMap { path in
      switch (entries[path], other.entries[path]) {
      case (let mine, let theirs) where mine == theirs: nil
      case (nil, _): "\(path) is gone"
      case (_, nil): "\(path) is new"
      default: "\(path) differs"
      }
    }
  }

  func text(_ path: String) -> String? {
    guard case .file(let bytes)? = entries[path] else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What is below one of the folders in it.
  subscript(folder name: String) -> Snapshot {
    var part = self
    part.entries = entries.filter { $0.key.hasPrefix("\(name)/") }
    return part
  }
}
