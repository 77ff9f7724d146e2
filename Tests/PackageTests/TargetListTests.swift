import Foundation
import TestSupport
import Testing

/// Package.swift says of its targets what is true: arrows go from top to bottom, and none leads nowhere.
struct TargetListTests {
  @Test func `no target depends on one above it`() throws {
    let targets = try PackageTarget.all()
    #expect(targets.count > 30)
    let places = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1.name, $0) })
    for (place, target) in targets.enumerated() where !target.isTest {
      for name in target.targets {
        let other = try #require(places[name], "\(target.name) depends on \(name), which is no target")
        #expect(other > place, "\(target.name) depends on \(name), which stands above it")
      }
    }
  }

  /// A program that tests start is no module that they import.
  @Test func `what is declared is imported`() throws {
    let targets = try PackageTarget.all()
    let programs = Set(targets.filter { $0.kind == "executableTarget" }.map(\.name))
    for target in targets where target.kind != "systemLibrary" {
      let imported = try Self.imports(of: target)
      for name in target.targets + target.products where !(target.isTest && programs.contains(name)) {
        #expect(imported.contains(name), "no file of \(target.name) imports \(name)")
      }
    }
  }

  private static func imports(of target: PackageTarget) throws -> Set<String> {
    let parent = ["Tests", "Sources"].map { repositoryRoot.appending(path: "\($0)/\(target.name)") }
    let folder = try #require(parent.first { FileManager.default.fileExists(atPath: $0.path) })
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var imports: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        // `@testable import YAML`, `package import struct YAML.Value`
        let words = line.split(separator: " ")
        guard words.dropLast().prefix(2).contains("import"), let name = words.last else { continue }
        imports.insert(String(name.prefix { $0 != "." }))
      }
    }
    return imports
  }
}
