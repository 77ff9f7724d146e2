import Foundation
import TestSupport
import Testing

/// A target as Package.swift declares it.
struct PackageTarget {
  let name: String
  let kind: Substring
  let targets: [String]
  let products: [String]

  var isTest: Bool { kind == "testTarget" }

  /// All targets, in the order of the file.
  static func all() throws -> [PackageTarget] {
    let text = try String(contentsOf: repositoryRoot.appending(path: "Package.swift"), encoding: .utf8)
    let list = text.prefix(upTo: text.firstRange(of: "\nlet package = Package(")?.lowerBound ?? text.endIndex)
    let starts = list.matches(of: /\n  \.(executableTarget|target|testTarget|systemLibrary)\(/)
    return try starts.enumerated().map { position, start in
      let end = position + 1 < starts.count ? starts[position + 1].range.lowerBound : list.endIndex
      let declaration = list[start.range.upperBound..<end]
      let name = try #require(declaration.firstMatch(of: /name: "([^"]+)"/)).output.1
      let dependencies =
        declaration.firstMatch(of: /dependencies: \[((?:[^\[\]])*)\]/)?.output.1 ?? ""
      let product = /\.product\(name: "([^"]+)", package: "[^"]+"\)/
      return PackageTarget(
        name: String(name), kind: start.output.1,
        targets: dependencies.replacing(product, with: "").matches(of: /"([^"]+)"/).map {
          String($0.output.1)
        },
        products: dependencies.matches(of: product).map { String($0.output.1) })
    }
  }
}
