import Crypto
import Files

/// How a repository names its objects.
enum ObjectFormat: Sendable {
  case sha1
  case sha256

  /// - Parameter id: that of any object of the repository.
  init(of id: String) { self = id.utf8.count > 40 ? .sha256 : .sha1 }

  /// As `git hash-object` prints it: the digest of `blob SIZE`, NUL and the bytes.
  func id(_ bytes: [UInt8]) -> String {
    switch self {
    case .sha1: Self.id(bytes, Insecure.SHA1.self)
    case .sha256: Self.id(bytes, SHA256.self)
    }
  }

  /// That of a file, which may be larger than the memory.
  func id(of file: borrowing RegularFile) throws(FileError) -> String {
    switch self {
    case .sha1: try Self.id(of: file, Insecure.SHA1.self)
    case .sha256: try Self.id(of: file, SHA256.self)
    }
  }

  private static let partBytes = 1 << 20

  private static func id<Hash: HashFunction>(_ bytes: [UInt8], _: Hash.Type) -> String {
    var hash: Hash = begin(size: bytes.count)
    hash.update(data: bytes)
    return text(hash)
  }

  private static func id<Hash: HashFunction>(
    of file: borrowing RegularFile, _: Hash.Type
  ) throws(FileError) -> String {
    var hash: Hash = begin(size: file.size)
    var rest = file.size
    while rest > 0 {
      let part = try file.read(min(rest, partBytes))
      if part.isEmpty { break }
      hash.update(data: part)
      rest -= part.count
    }
    return text(hash)
  }

  private static func begin<Hash: HashFunction>(size: Int) -> Hash {
    var hash = Hash()
    hash.update(data: Array("blob \(size)\0".utf8))
    return hash
  }

  private static func text<Hash: HashFunction>(_ hash: Hash) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
