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

  struct Look {
    /// Wider than the window, if something does not fit.
    let width: Int
    /// As CSS writes a colour: `rgb(13, 17, 23)`.
    let background: String
    /// Whether the target of the address is in a part that is unfolded.
    let isTargetShown: Bool
  }

  /// - Parameter target: the id of an element to go to.
  static func look(
    at page: URL, width: Int, isDark: Bool = false, target: String = "main", in folder: URL
  ) throws -> Look {
    let frame = """
      <!DOCTYPE html>
      <iframe id="f" src="page.html#\(target)" style="border:0;width:\(width)px;height:800px"></iframe>
      <p id="w"></p><script>onload = () => setTimeout(() => {
        const page = document.getElementById("f").contentDocument;
        const details = page.getElementById("\(target)").closest("details");
        document.getElementById("w").textContent = "look:" + page.documentElement.scrollWidth + ";" +
          page.defaultView.getComputedStyle(page.body).backgroundColor + ";" + (!details || details.open) + ";";
      }, 200)</script>
      """
    try #require(page.lastPathComponent == "page.html")
    let outer = try folder.write(Array(frame.utf8), to: "frame.html")
    // The two files have to be of one origin, to be measured.
    let scheme = isDark ? ["--blink-settings=preferredColorScheme=0"] : []
    let dom = try dom(
      of: outer, in: folder, more: ["--allow-file-access-from-files", "--disable-web-security"] + scheme)
    let found = try #require(dom.firstMatch(of: /look:(\d+);([^;]*);(true|false);/), "\(dom)")
    return Look(
      width: try #require(Int(found.1)), background: String(found.2), isTargetShown: found.3 == "true")
  }
}
