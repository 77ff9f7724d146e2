import Crypto

/// How a repository names its objects.
enum ObjectFormat: Sendable {
  case sha1
  case sha256

  /// As `git hash-object` prints it: the digest of `blob SIZE`, NUL and the bytes.
  func id(_ bytes: [UInt8]) -> String {
    let header = Array("blob \(bytes.count)\0".utf8)
    switch self {
    case .sha1: return Self.id(bytes, header, Insecure.SHA1.self)
    case .sha256: return Self.id(bytes, header, SHA256.self)
    }
  }

  private static func id<Hash: HashFunction>(_ bytes: [UInt8], _ header: [UInt8], _: Hash.Type) -> String {
    var hash = Hash()
    hash.update(data: header)
    hash.update(data: bytes)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
