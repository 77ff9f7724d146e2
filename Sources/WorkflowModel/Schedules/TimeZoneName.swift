import Bytes
import YAML

/// The spelling of a time zone of the IANA database, as a CronJob's `timeZone` takes it.
///
/// Syntax only: which zones exist is for the cluster to know.
package enum TimeZoneName {
  package static let form = TextForm(
    [
      "pattern": "^[A-Za-z][-+_A-Za-z0-9]{0,31}(/[A-Za-z][-+_A-Za-z0-9]{0,31}){0,3}$",
      "not": ["type": "string", "pattern": "^[Ll][Oo][Cc][Aa][Ll]$"],
    ], problem: problem(with:))

  private static let allowed: ASCII = .alphanumeric.union("-+_")

  static func problem(with name: String) -> String? {
    if name.lowercased() == "local" {
      return
        "time zone `\(name)` differs from machine to machine; expected one like `Europe/Berlin` or `Etc/UTC`"
    }
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let isName = parts.allSatisfy { part in
      guard let first = part.first, part.count <= 32 else { return false }
      return first.isIn(.letter) && part.consists(of: allowed)
    }
    guard isName, parts.count <= 4 else {
      return "`\(name)` is not the name of a time zone; expected one like `Europe/Berlin` or `Etc/UTC`"
    }
    return nil
  }
}
