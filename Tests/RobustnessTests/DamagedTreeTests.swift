import Foundation
import TestSupport
import Testing

/// A tree that came out of a merge, an editor or a checkout not as it was written: said, with a way
/// out, and nothing is written over.
struct DamagedTreeTests {
  struct Damage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let file: String
    let says: [String]
    /// Whether `--force` writes over it.
    var isForced = false
    let edit: @Sendable (String) -> String
  }

  private static let damages = [
    Damage(
      testDescription: "conflict markers in the lock", file: "release.lock",
      says: ["deploy/alpha/release.lock: error:", "tntc resolve alpha"]
    ) { "<<<<<<< HEAD\n\($0)=======\n\($0)>>>>>>> other\n" },
    Damage(
      testDescription: "conflict markers inside the lock", file: "release.lock",
      says: ["deploy/alpha/release.lock: error:", "tntc resolve alpha"]
    ) { $0.replacingOccurrences(of: "live:", with: "<<<<<<< HEAD\nlive:") },
    Damage(
      testDescription: "a lock cut off", file: "release.lock", says: ["deploy/alpha/release.lock: error:"]
    ) { String($0.prefix($0.count / 2)) },
    Damage(
      testDescription: "an empty lock", file: "release.lock", says: ["deploy/alpha/release.lock: error:"]
    ) { _ in "" },
    Damage(
      testDescription: "a lock with CRLF", file: "release.lock",
      says: ["deploy/alpha/release.lock: error: has other line endings", ".gitattributes"], edit: crlf),
    Damage(
      testDescription: "a manifest with CRLF", file: "service.yaml",
      says: ["deploy/alpha/service.yaml: error: has other line endings", ".gitattributes"], isForced: true,
      edit: crlf),
    Damage(
      testDescription: "a manifest edited", file: "deployment.yaml",
      says: ["deploy/alpha/deployment.yaml: error: was edited by hand", "--force"], isForced: true
    ) { $0 + "# mine\n" },
    Damage(
      testDescription: "conflict markers in kustomization.yaml", file: "kustomization.yaml",
      says: ["deploy/alpha/kustomization.yaml: error: was edited by hand", "--force"], isForced: true
    ) { "<<<<<<< HEAD\n\($0)=======\n>>>>>>> other\n" },
    Damage(
      testDescription: "a version edited", file: "versions/1.0.yaml",
      says: ["deploy/alpha/versions/1.0.yaml: error: was edited", "git checkout --"]
    ) { $0 + "# mine\n" },
    Damage(
      testDescription: "a version cut off", file: "versions/1.0.yaml",
      says: ["deploy/alpha/versions/1.0.yaml: error: was edited", "git checkout --"]
    ) { _ in "" },
    Damage(
      testDescription: "a version with CRLF", file: "versions/1.0.yaml",
      says: ["deploy/alpha/versions/1.0.yaml: error: has other line endings", ".gitattributes"], edit: crlf),
  ]

  @Sendable private static func crlf(_ text: String) -> String {
    text.replacingOccurrences(of: "\n", with: "\r\n")
  }

  @Test(arguments: damages, ["1.0", "1.1"])
  func aDamagedTreeIsRefusedAndLeftAlone(_ damage: Damage, version: String) throws {
    try Workshop.with { workshop in
      try workshop.write("alpha")
      _ = try workshop.render()
      try workshop.write("alpha", version: version, code: version == "1.0" ? "first" : "second")
      let file = workshop.tree.appending(path: "alpha/\(damage.file)")
      let whole = try String(contentsOf: file, encoding: .utf8)
      try Data(damage.edit(whole).utf8).write(to: file)
      let before = try Snapshot(of: workshop.folder)
      let ending = try workshop.render()
      #expect(ending.status == 1, "\(ending.summary)")
      for phrase in damage.says { #expect(ending.errors.contains(phrase), "\(ending.summary)") }
      #expect(try Snapshot(of: workshop.folder).differences(from: before) == [])
      let forced = try workshop.render("--force")
      #expect((forced.status == 0) == damage.isForced, "\(forced.summary)")
      if !damage.isForced {
        #expect(try Snapshot(of: workshop.folder).differences(from: before) == [])
        try Data(whole.utf8).write(to: file)
      }
      #expect(try workshop.render().status == 0)
      #expect(TreeCheck.problems(in: try Snapshot(of: workshop.tree.appending(path: "alpha"))) == [])
    }
  }
}
