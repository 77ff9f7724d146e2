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
          "\(names) each contain a copy of \(copies), and the copies share no state: values kept or registered in one, and identity comparisons, do not reach the others"
      )
    }
    .sorted { $0.message.precedesByBytes($1.message) }
  }
}
