package import WorkflowModel
import YAML

/// Which versions a run keeps to.
package enum VendorPins {
  package enum Update: Sendable {
    /// What vendor.lock has stays.
    case none
    case all
    /// Packages by name, `lodash` or `jsr:@std/path`, or by the name that imports them.
    case named([String])
  }

  /// The part of a lock that stays. With a package that is resolved anew goes everything that only it needs.
  package static func pins(_ lock: VendorLock?, _ update: Update) -> VendorLock? {
    guard let lock else { return nil }
    let names: [String]
    switch update {
    case .none: return lock
    case .all: return nil
    case .named(let given): names = given
    }
    let byText = Dictionary(lock.packages.map { (ByteKey($0.text), $0) }) { first, _ in first }
    var anew = Set(
      lock.packages.filter { package in names.contains { matches($0, package, lock) } }.map {
        ByteKey($0.title)
      })
    if anew.isEmpty { return lock }
    // Deno's lock file says of a package of npm which versions it needs, so it goes with them.
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for package in lock.packages where package.registry == .npm && !anew.contains(ByteKey(package.title)) {
        let others = package.dependencies.compactMap { byText[VendoredPackage.text(ofDependency: $0)] }
        guard others.contains(where: { $0.registry == .npm && anew.contains(ByteKey($0.title)) }) else {
          continue
        }
        anew.insert(ByteKey(package.title))
        isGrowing = true
      }
    }
    var waiting = lock.imports.map { ByteKey($0.package) }
    var kept: Set<ByteKey> = []
    while let text = waiting.popLast() {
      guard let package = byText[text], !anew.contains(ByteKey(package.title)), kept.insert(text).inserted
      else { continue }
      waiting += package.dependencies.map(VendoredPackage.text(ofDependency:))
    }
    var pins = lock
    pins.packages = lock.packages.filter { kept.contains(ByteKey($0.text)) }
    pins.resolved = lock.resolved.filter { request, version in
      guard let request = RegistryRequest(request) else {
        return pins.packages.contains { $0.registry == .https && version.hasPrefixBytes($0.text) }
      }
      return kept.contains(ByteKey("\(request.title)@\(version)"))
    }
    return pins
  }

  /// Whether a lock has a package of that name.
  package static func knows(_ name: String, _ lock: VendorLock?) -> Bool {
    lock.map { lock in lock.packages.contains { matches(name, $0, lock) } } ?? false
  }

  /// Requests that an update asks for and that name one version: there is nothing newer that they take.
  package static func exact(_ requests: [PackageRequest], _ lock: VendorLock?, _ update: Update)
    -> [PackageRequest]
  {
    requests.filter { request in
      guard let range = RegistryRequest(request.address)?.range, isExact(range) else { return false }
      switch update {
      case .none: return false
      case .all: return true
      case .named(let names):
        let packages = Set(
          (lock?.imports ?? []).filter { $0.name.hasSameBytes(as: request.name) }.map {
            ByteKey($0.package)
          })
        return (lock?.packages ?? []).contains { package in
          packages.contains(ByteKey(package.text))
            && names.contains { matches($0, package, lock ?? VendorLock()) }
        }
      }
    }
  }

  /// `1.2.3`, also with a pre-release; less than three numbers are a range.
  private static func isExact(_ range: String) -> Bool {
    let text = range.utf8.drop { $0 == UInt8(ascii: "=") }
    let core = text.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
    let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return numbers.count == 3
      && numbers.allSatisfy { number in
        !number.isEmpty && number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      }
      && !text.contains(UInt8(ascii: " "))
  }

  private static func matches(_ name: String, _ package: VendoredPackage, _ lock: VendorLock) -> Bool {
    if [package.name, package.title, package.text].contains(where: name.hasSameBytes) { return true }
    return lock.imports.contains { item in
      item.package.hasSameBytes(as: package.text)
        && (item.name.hasSameBytes(as: name) || item.request.hasSameBytes(as: name))
    }
  }
}

extension VendoredPackage {
  /// The text of a package that another one needs, which may call it otherwise: `npm:other@npm:plain@1.1.0`.
  static func text(ofDependency dependency: String) -> ByteKey {
    guard let alias = dependency.utf8.firstRange(of: "@npm:".utf8) else { return ByteKey(dependency) }
    return ByteKey("npm:\(Substring(dependency.utf8[alias.upperBound...]))")
  }
}
