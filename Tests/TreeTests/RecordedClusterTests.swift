import Foundation
import TestSupport
import Testing
import YAML

/// What a real cluster answered in many situations, and what is true of each: `tntc status` and `tntc list` say that.
struct RecordedClusterTests {
  private static let folder = SharedData.clusterAnswers.file

  private static let situations =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
      FileManager.default.isReadableFile(atPath: folder.appending(path: "\($0)/truth.json").path)
    }.sorted()

  @Test(.needs(SharedData.clusterAnswers)) func `there are situations`() {
    #expect(Self.situations.count >= 26)
  }

  @Test(.needs(SharedData.clusterAnswers), arguments: situations)
  func `each object is told as it is`(situation: String) throws {
    let scene = try Scene(Self.folder.appending(path: situation))
    var told = try scene.told()
    for object in scene.truth["objects"]?.items ?? [] {
      let key = scene.key(object)
      switch object["state"]?.text {
      case "left over": #expect(told.extra.remove(key) != nil, "\(key) is left over")
      case "derived", "not of the tree": #expect(told.objects[key] == nil, "\(key)")
      case let state:
        let row = told.objects.removeValue(forKey: key)
        #expect(row?["state"]?.text == state, "\(key)")
        #expect(row.map(Self.fields(ofTold:)) == Self.fields(ofTrue: object), "\(key)")
        #expect(row?["immutable"] == .bool(object["immutable"] == true), "\(key)")
      }
    }
    #expect(told.objects.isEmpty)
    #expect(told.extra.isEmpty)
    #expect(told.isInSync == (scene.truth["inSync"] == true))
    for field in scene.truth["byHand"]?.items ?? [] {
      let path = field["path"]?.text ?? ""
      #expect(told.theirs.contains("\(scene.key(field)) \(path)"))
    }
  }

  @Test(.needs(SharedData.clusterAnswers), arguments: situations)
  func `the text says so as well`(situation: String) throws {
    let scene = try Scene(Self.folder.appending(path: situation))
    let text = try scene.text()
    for object in scene.truth["objects"]?.items ?? [] {
      let name = String(scene.key(object).drop { $0 != " " }.dropFirst())
      let states = ["in sync": "in sync", "differs": "differs", "missing": "missing", "left over": "extra"]
      guard let word = object["state"]?.text.flatMap({ states[$0] }) else { continue }
      let lines = text.filter {
        $0.hasPrefix("  \(word) ") && $0.split(separator: " ").contains(Substring(name))
      }
      #expect(!lines.isEmpty || text.contains { word == "extra" && $0.contains(name) }, "\(name) is \(word)")
      let fields = object["fields"]?.items ?? []
      guard fields.count <= 5 else {
        #expect(lines.contains { $0.contains("; and \(fields.count - 5) more") }, "\(name)")
        continue
      }
      let managers = fields.flatMap { $0["managers"]?.items ?? [] }.filter { $0["operation"] == "Update" }
      let words = fields.map { "\($0["path"]?.text ?? "?"): " } + managers.map { $0["manager"]?.text ?? "?" }
      for word in words { #expect(lines.contains { $0.contains(word) }, "\(name): \(word)") }
    }
  }

  /// `PATH TREE-HAS CLUSTER-HAS MANAGERS`, sorted.
  private static func fields(ofTrue object: Value) -> [String] {
    (object["fields"]?.items ?? []).map { field in
      "\(field["path"]?.text ?? "") \(field["tree"] != .null) \(field["cluster"] != .null) \(managers(of: field))"
    }.sorted()
  }

  private static func fields(ofTold row: Value) -> [String] {
    (row["fields"]?.items ?? []).map { field in
      "\(field["path"]?.text ?? "") \(field["tree"] != "nothing") \(field["cluster"] != "nothing") \(managers(of: field))"
    }.sorted()
  }

  private static func managers(of field: Value) -> [String] {
    (field["managers"]?.items ?? []).map {
      "\($0["manager"]?.text ?? "")/\($0["operation"]?.text ?? "")/\($0["subresource"]?.text ?? "")"
    }.sorted()
  }
}

/// One situation, and what tntc says of it.
private struct Scene {
  private let folder: URL
  let truth: Value

  struct Told {
    /// By `NAMESPACE KIND/NAME`.
    var objects: [String: Value] = [:]
    var extra: Set<String> = []
    /// `NAMESPACE KIND/NAME PATH`
    var theirs: Set<String> = []
    var isInSync = true
  }

  init(_ folder: URL) throws {
    self.folder = folder
    truth = try JSON.read(Array(try Data(contentsOf: folder.appending(path: "truth.json"))))
  }

  func key(_ object: Value) -> String {
    "\(object["namespace"]?.text ?? "") \(object["kind"]?.text?.lowercased() ?? "")/\(object["name"]?.text ?? "")"
  }

  /// By `status` of each workflow; what no tree has, by `list`.
  func told() throws -> Told {
    var told = Told()
    for tree in try trees() {
      let listed = try JSON.read(try run(["list", "--format", "json", "--no-ages"], tree)).items
      for workflow in listed {
        let name = workflow["workflow"]?.text ?? ""
        let cluster = workflow["cluster"]
        if workflow["folder"] == .null {
          add(cluster, namespace: nil, to: &told)
        } else {
          let status = try JSON.read(try run(["status", name, "--format", "json"], tree))
          #expect(status["cluster"] == cluster, "list and status agree")
          add(status["cluster"], namespace: status["namespace"]?.text, to: &told)
        }
      }
    }
    return told
  }

  func text() throws -> [String] {
    var lines: [String] = []
    for tree in try trees() {
      let names = try JSON.read(try run(["list", "--format", "json", "--no-ages"], tree)).items
      for name in names.filter({ $0["folder"] != .null }).compactMap({ $0["workflow"]?.text }) {
        lines += String(decoding: try run(["status", name], tree), as: UTF8.self).split(separator: "\n")
          .map(String.init)
      }
      lines += String(decoding: try run(["list", "--no-ages"], tree), as: UTF8.self).split(separator: "\n")
        .map(String.init)
    }
    return lines
  }

  private func add(_ cluster: Value?, namespace: String?, to told: inout Told) {
    // Of a workflow that no tree has, the truth is of one namespace.
    let namespace = namespace ?? truth["objects"]?.items.first?["namespace"]?.text ?? ""
    for row in cluster?["objects"]?.items ?? [] {
      let key = "\(namespace) \(row["object"]?.text ?? "")"
      told.objects[key] = row
      for field in row["theirs"]?.items ?? [] { told.theirs.insert("\(key) \(field["path"]?.text ?? "")") }
    }
    told.extra.formUnion((cluster?["extra"]?.items ?? []).map { "\(namespace) \($0.text ?? "")" })
    if cluster?["inSync"] != true { told.isInSync = false }
  }

  /// One, or one of each environment.
  private func trees() throws -> [String] {
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tree").path)
      .sorted()
    let isTree = folders.contains {
      FileManager.default.fileExists(atPath: folder.appending(path: "tree/\($0)/release.lock").path)
    }
    return isTree ? ["tree"] : folders.map { "tree/\($0)" }
  }

  private func run(_ arguments: [String], _ tree: String) throws -> [UInt8] {
    try Tool.tntc.run(arguments + ["--from", "answer.json", "--tree", tree], in: folder).output
  }
}

extension Value {
  fileprivate var items: [Value] { if case .sequence(let items) = self { items } else { [] } }
}
