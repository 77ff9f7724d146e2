import Diagnostics
import WorkflowModel
import YAML

/// The deno.json that node processes get: that of the workflow, in which `tentacular` resolves too.
package struct DenoConfiguration: Sendable {
  private let own: Mapping
  private let directory: String

  /// Reads the deno.json of a version, if it has one.
  static func read(_ source: WorkflowSource, directory: String, _ findings: inout [Finding])
    -> DenoConfiguration
  {
    var own = Mapping()
    if let file = source[WorkflowSource.denoFile] {
      switch Result(catching: { () throws(Problem) in try JSON.read(file.bytes, .written) }) {
      case .success(.mapping(let mapping)): own = mapping
      case .success:
        findings.append(
          Finding(path: "\(directory)/\(WorkflowSource.denoFile)", message: "expected a JSON object"))
      case .failure(let problem):
        findings.append(
          problem.finding("not JSON: ", path: "\(directory)/\(WorkflowSource.denoFile)", in: file.bytes))
      }
    }
    return DenoConfiguration(own: own, directory: directory)
  }

  /// The same for a copy of the workflow directory.
  func moved(to folder: String) -> DenoConfiguration { DenoConfiguration(own: own, directory: folder) }

  /// As text. Relative addresses of the import map are made absolute, as the file stands elsewhere.
  ///
  /// - Parameter types: the path of the module that `tentacular` stands for.
  func text(types: String) -> String {
    var result = own
    var imports = absolute(own["imports"])
    imports["tentacular"] = .string(FileURL.text(types))
    result["imports"] = .mapping(imports)
    if case .mapping(let scopes)? = own["scopes"] {
      var moved = Mapping()
      for (prefix, addresses) in scopes { moved[absolute(prefix)] = .mapping(absolute(addresses)) }
      result["scopes"] = .mapping(moved)
    }
    // The version's files are read-only, and nothing is to be locked or installed there.
    for key in ["lock", "nodeModulesDir", "vendor", "workspace", "importMap"] { result[key] = nil }
    return JSON.pretty(.mapping(result)) + "\n"
  }

  private func absolute(_ addresses: Value?) -> Mapping {
    var result = Mapping()
    guard case .mapping(let mapping)? = addresses else { return result }
    for (name, address) in mapping { result[name] = address.text.map { .string(absolute($0)) } ?? address }
    return result
  }

  private func absolute(_ address: String) -> String {
    guard address.hasPrefix("./") || address.hasPrefix("../") else { return address }
    return FileURL.text("\(directory)/\(address.hasPrefix("./") ? String(address.dropFirst(2)) : address)")
  }
}

/// `file:` URLs (RFC 8089).
enum FileURL {
  static func text(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text = Array("file://".utf8)
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        text.append(byte)
      default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
