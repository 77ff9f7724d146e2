import Files
import Terminal
import Vendoring
import WorkflowModel
import YAML

/// What is vendored in workflows, package by package.
struct VendorList {
  private struct Row {
    let directory: String
    let package: VendoredPackage
    /// The size of its files, in bytes.
    let size: Int
  }

  private var rows: [Row] = []

  init(_ directories: [String]) throws {
    for directory in directories {
      let path = Path.join(directory, WorkflowSource.vendorLock)
      guard let bytes = try Disk.readIfPresent(path) else { continue }
      for package in try VendorLock.read(bytes, path: path).packages {
        let size = package.files.reduce(0) { $0 + (Disk.size(of: Path.join(directory, $1.path)) ?? 0) }
        rows.append(Row(directory: directory, package: package, size: size))
      }
    }
  }

  func print(_ format: FindingFormat) {
    switch format {
    case .json, .sarif: Console.data(JSON.pretty(.sequence(rows.map(value))) + "\n")
    case .text, .github: format.tell(text)
    }
  }

  private var text: StyledText {
    if rows.isEmpty { return "nothing is vendored\n" }
    return TextTable(
      ["WORKFLOW", "PACKAGE", "VERSION", "LICENCE", "FILES", "SIZE"],
      rows.map { row in
        [
          row.directory, row.package.title, row.package.version ?? "-", row.package.license ?? "unknown",
          String(row.package.files.count), String(row.size),
        ]
      }
    ).text()
  }

  private func value(_ row: Row) -> Value {
    var object: Mapping = ["path": .string(row.directory), "package": .string(row.package.title)]
    object["version"] = row.package.version.map(Value.string) ?? .null
    object["license"] = row.package.license.map(Value.string) ?? .null
    object["files"] = .sequence(row.package.files.map { .string($0.path) })
    object["bytes"] = .integer(row.size)
    return .mapping(object)
  }
}
