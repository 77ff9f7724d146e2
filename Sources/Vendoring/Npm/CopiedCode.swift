import YAML

/// Packages that are part of more than one bundle.
enum CopiedCode {
  /// One warning for each set of requests that hold copies of the same packages.
  static func warnings(_ codes: [BundledCode]) -> [NpmBundler.Warning] {
    var requests: [NpmPackage: [String]] = [:]
    for code in codes {
      for package in code.kept { requests[package, default: []].append(code.request) }
    }
    var packages: [[ByteKey]: [NpmPackage]] = [:]
    for (package, holders) in requests where holders.count > 1 {
      packages[holders.map(ByteKey.init), default: []].append(package)
    }
    return packages.map { holders, copied in
      let names = holders.map { "`\($0.text)`" }.joined(separator: ", ")
      let copies = copied.sorted().map(\.text).joined(separator: ", ")
      return NpmBundler.Warning(
        request: holders[0].text,
        message:
          "\(names) each hold a copy of \(copies), and each copy has a state of its own: what one of them keeps, registers or compares by identity, the others do not know"
      )
    }
    .sorted { $0.message.precedesByBytes($1.message) }
  }
}
