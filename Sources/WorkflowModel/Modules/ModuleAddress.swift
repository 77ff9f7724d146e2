import Bytes
import YAML

/// What a specifier of a module stands for, read as a URL (WHATWG URL) with the version's root as its folder.
enum ModuleAddress {
  /// A path from the version's root, without dot segments; that of a folder is empty or ends in `/`.
  case version(String)
  /// A file above the version's root, by its path from there, or one from the root of the disk.
  case elsewhere(String)
  case url(scheme: String, String)

  /// Nil for a name, like `lodash`.
  ///
  /// - Parameter module: the path of the module that names it; empty for deno.json, at the root.
  init?(_ specifier: String, from module: String) {
    let text = Self.trimmed(specifier)
    if text.hasPrefixBytes("./") || text.hasPrefixBytes("../") {
      self = Self.join(module, text)
    } else if text.hasPrefixBytes("/") {
      self = .elsewhere(specifier)
    } else if let scheme = Self.scheme(text) {
      self = scheme == "file" ? .elsewhere(specifier) : .url(scheme: scheme, text)
    } else {
      return nil
    }
  }

  /// One text for each address, by which import maps compare.
  var text: String {
    switch self {
    case .version(let path): "version:/\(path)"
    case .elsewhere(let text): "elsewhere:\(text)"
    case .url(_, let text): text
    }
  }

  /// Whether import maps may take the beginning of it (HTML, "resolve an imports match").
  var isSpecial: Bool {
    switch self {
    case .version, .elsewhere: true
    case .url(let scheme, _): ["http", "https", "ws", "wss", "ftp"].contains(scheme)
    }
  }

  /// A path behind the address of a folder; nil when it leads out of it, or where there are no folders.
  func appending(_ rest: String) -> ModuleAddress? {
    switch self {
    case .version(let folder):
      guard !rest.hasPrefixBytes("/"), case .version(let path) = Self.join(folder, rest),
        path.hasPrefixBytes(folder)
      else { return nil }
      return .version(path)
    case .elsewhere(let folder): return .elsewhere(folder + rest)
    // Others have folders when a slash is behind the scheme, as in `jsr:/@std/`.
    case .url(let scheme, let folder):
      let path = folder.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst()
      return isSpecial || path.first == UInt8(ascii: "/") ? .url(scheme: scheme, folder + rest) : nil
    }
  }

  /// Resolves a relative path from the folder of a file.
  private static func join(_ base: String, _ relative: String) -> ModuleAddress {
    let slash = UInt8(ascii: "/")
    var components = base.utf8.split(separator: slash).map { String(Substring($0)) }
    if base.utf8.last != slash, !components.isEmpty { components.removeLast() }
    var isFolder = false
    var stepsAbove = 0
    let path = relative.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let isSeparator = { (byte: UInt8) in byte == slash || byte == UInt8(ascii: "\\") }
    for part in path.split(omittingEmptySubsequences: false, whereSeparator: isSeparator) {
      let part = decoded(String(Substring(part)))
      isFolder = part.isEmpty || part == "." || part == ".."
      if part == ".." {
        if components.popLast() == nil { stepsAbove += 1 }
      } else if !isFolder {
        components.append(part)
      }
    }
    let joined = components.joined(separator: "/")
    if stepsAbove > 0 { return .elsewhere(String(repeating: "../", count: stepsAbove) + joined) }
    return .version(isFolder && !joined.isEmpty ? joined + "/" : joined)
  }

  /// Without the blanks and control characters that a URL loses.
  private static func trimmed(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 <= 0x20 }) else { return text }
    var scalars = Substring(text).unicodeScalars
    while let first = scalars.first, first.value <= 0x20 { scalars.removeFirst() }
    while let last = scalars.last, last.value <= 0x20 { scalars.removeLast() }
    return String(String.UnicodeScalarView(scalars.filter { ![0x09, 0x0A, 0x0D].contains($0.value) }))
  }

  private static func scheme(_ text: String) -> String? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let first = text.utf8.first,
      first.isIn(.letter),
      text[..<colon].consists(of: .alphanumeric.union("+-."))
    else { return nil }
    return text[..<colon].lowercased()
  }

  /// `%61` is `a`.
  private static func decoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count > 1, let high = rest[rest.startIndex].hexDigitValue,
        let low = rest[rest.startIndex + 1].hexDigitValue
      {
        bytes.append(UInt8(high << 4 | low))
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
