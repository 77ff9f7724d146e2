import Glibc

/// A file operation that failed, with the system's reason.
package struct FileError: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// The `errno` of the failed call.
    case system(Int32)
    case notRegular(FileKind)
    case notFolder(FileKind)
    case tooLarge(bytes: Int, limit: Int)
    /// The last component of `path`, shown as far as it can be, is not UTF-8.
    case nameNotText
    /// What another program said.
    case said(String)
  }

  package let operation: String
  package let path: String
  package let reason: Reason

  package init(_ operation: String, _ path: String, _ reason: Reason) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }

  /// Whether what is there is wrong, rather than that the system could not do it.
  package var isInvalidInput: Bool {
    switch reason {
    case .system, .said: false
    case .notRegular, .notFolder, .tooLarge, .nameNotText: true
    }
  }

  package var isMissing: Bool { reason == .system(ENOENT) || reason == .system(ENOTDIR) }

  package var message: String {
    switch reason {
    case .system(let code): "\(operation): \(Self.text(of: code))"
    case .notRegular(let kind): "is \(kind.rawValue); expected a regular file"
    case .notFolder(let kind): "is \(kind.rawValue); expected a folder"
    case .tooLarge(let bytes, let limit): "is \(bytes) bytes; the limit is \(limit)"
    case .said(let message): message
    case .nameNotText: "has a name that is not UTF-8; rename it"
    }
  }

  private static func text(of code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}

/// What an entry of a folder is.
package enum FileKind: String, Hashable, Sendable {
  case regular = "a regular file"
  case folder = "a folder"
  case symbolicLink = "a symbolic link"
  case pipe = "a named pipe"
  case socket = "a socket"
  case device = "a device"
  case unknown = "of unknown kind"

  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .symbolicLink
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    case S_IFBLK, S_IFCHR: self = .device
    default: self = .unknown
    }
  }
}
