import Foundation
import TestSupport
import Testing

/// A real browser without a window.
enum Browser {
  private static let options = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--virtual-time-budget=3000",
  ]

  /// The page as it is after everything in it that would run has run.
  static func dom(of page: URL, in folder: URL, more: [String] = []) throws -> String {
    let profile = folder.appending(path: "profile-\(UUID().uuidString)").path
    let outcome = try Tool.chromium.run(
      options + more + ["--user-data-dir=\(profile)", "--dump-dom", page.absoluteString],
      environment: ["HOME": folder.path])
    try #require(outcome.status == 0, "\(outcome.errors)")
    return String(decoding: outcome.output, as: UTF8.self)
  }

  /// How wide the page becomes in a window of this width: wider, if something in it does not fit.
  static func width(of page: URL, inWindowOf width: Int, in folder: URL) throws -> Int {
    let frame = """
      <!DOCTYPE html><iframe id="f" src="page.html" style="border:0;width:\(width)px;height:800px"></iframe>
      <p id="w"></p><script>onload = () => {
        const root = document.getElementById("f").contentDocument.documentElement;
        document.getElementById("w").textContent = "width:" + root.scrollWidth + ";";
      }</script>
      """
    try #require(page.lastPathComponent == "page.html")
    let outer = try folder.write(Array(frame.utf8), to: "frame-\(width).html")
    // The two files have to be of one origin, to be measured.
    let dom = try dom(
      of: outer, in: folder, more: ["--allow-file-access-from-files", "--disable-web-security"])
    let found = try #require(dom.firstMatch(of: /width:(\d+);/)?.1, "\(dom)")
    return try #require(Int(found))
  }
}
