import Diagnostics
import Files
import Processes
import YAML

/// The `kubectl` on PATH, which asks one cluster and changes nothing.
struct Kubectl {
  /// Nil for the current context of kubectl.
  let context: String?
  /// Nil when the server did not say what it knows.
  private let kinds: ServerKinds?

  /// Asks which kinds there are: `kubectl get` of one that is not there answers nothing at all.
  init(context: String?) throws(FileError) {
    self.context = context
    let arguments = ["api-resources", "--verbs=list", "--no-headers"] + Self.options(context)
    let table: [UInt8]
    do {
      table = try Self.program.run(arguments)
    } catch {
      // Where one API is away, kubectl prints all others before it says so.
      guard case .exited = error.cause, !error.output.isEmpty else {
        throw Self.failure(error, context)
      }
      table = error.output
    }
    let kinds = ServerKinds(table)
    self.kinds = kinds.isEmpty ? nil : kinds
  }

  /// - Parameters:
  ///   - needed: kinds that are reported as unknown when the server does not know them.
  ///   - others: kinds that are asked for where there are some.
  ///   - selection: what else `kubectl get` is to know, like `-l app=x`.
  func get(
    _ needed: [AskedKind], others: [AskedKind] = [], namespace: String?, _ selection: [String]
  ) throws -> ClusterAnswer {
    var answer = ClusterAnswer()
    var resources: [String] = []
    for kind in needed + others {
      guard kinds?.knows(kind.kind, kind.apiVersion) ?? needed.contains(kind) else {
        if needed.contains(kind), !answer.unknown.contains(kind.text) { answer.unknown.append(kind.text) }
        continue
      }
      if !resources.contains(kind.resource) { resources.append(kind.resource) }
    }
    guard !resources.isEmpty else { return answer }
    let found = try get([resources.joined(separator: ",")] + selection, namespace: namespace)
    (answer.objects, answer.forbidden) = (found.objects, found.forbidden)
    return answer
  }

  /// - Parameter arguments: what is asked for, as `kubectl get` takes it.
  func get(_ arguments: [String], namespace: String?) throws -> ClusterAnswer {
    let options =
      ["-o", "json", "--show-managed-fields", "--request-timeout", Self.patience] + Self.options(context)
      + (namespace.map { ["--namespace", $0] } ?? [])
    let (output, forbidden): ([UInt8], [ClusterAnswer.Forbidden])
    do {
      (output, forbidden) = (try Self.program.run(["get"] + arguments + options), [])
    } catch {
      guard let refused = self.forbidden(in: error.errors) else {
        throw Self.failure(error, context)
      }
      (output, forbidden) = (error.output, refused)
    }
    // Of what is not there, and of what is forbidden, it prints nothing; else there is a list, if an empty one.
    if output.isEmpty, !forbidden.isEmpty || arguments.contains(Self.mayBeMissing) {
      return ClusterAnswer(forbidden: forbidden)
    }
    do {
      return ClusterAnswer(objects: try RecordedObjects.read(output, from: "kubectl"), forbidden: forbidden)
    } catch {
      // Nobody wrote it: a proxy answered, or it was cut off.
      throw Self.failure(error.findings.first?.message ?? "gave no readable output", context)
    }
  }

  /// The limit is for what it does before it asks, which `patience` knows nothing of.
  private static let program = Program("kubectl", limit: .seconds(120))

  /// By which kubectl takes no offence at names that there are not.
  static let mayBeMissing = "--ignore-not-found"

  /// A server that takes a request and never answers keeps nobody for longer; a large namespace is reported well
  /// within it.
  private static let patience = "60s"

  private static func options(_ context: String?) -> [String] { context.map { ["--context", $0] } ?? [] }

  private static func failure(_ failure: Program.Failure, _ context: String?) -> FileError {
    let isHanging = failure.cause == .outOfTime
    return self.failure(
      failure.message
        + (isHanging
          ? "; a credential plugin of the kubeconfig may wait for input: try `kubectl get pods`"
          : ""),
      context)
  }

  /// Names the cluster: there may be several.
  private static func failure(_ message: String, _ context: String?) -> FileError {
    FileError("ask", (["kubectl"] + options(context)).joined(separator: " "), .said(message))
  }

  /// How kubectl begins a line that is not a warning and no log: with the second two it tells of a server that it does
  /// not reach.
  private static let errors = [
    "Error", "error:", "Unable to connect to the server", "The connection to the server",
  ]

  /// What the server refused to tell; nil when anything else went wrong as well.
  private func forbidden(in errors: String) -> [ClusterAnswer.Forbidden]? {
    var forbidden: [ClusterAnswer.Forbidden] = []
    for line in errors.split(separator: "\n") where Self.errors.contains(where: line.hasPrefix) {
      // Error from server (Forbidden): pods is forbidden: User "u" cannot list resource "pods" in API group "" …
      let quoted = line.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
      func after(_ words: String) -> String? {
        quoted.indices.dropLast().first { quoted[$0].hasSuffix(words) }.map { quoted[$0 + 1] }
      }
      guard line.hasPrefix("Error from server (Forbidden)"), let plural = after("resource ") else {
        return nil
      }
      let kind = kinds?.kind(plural: plural, group: after("API group ") ?? "") ?? plural
      forbidden.append(ClusterAnswer.Forbidden(kind: kind, namespace: after("in the namespace ")))
    }
    // kubectl tells them in any order.
    return forbidden.isEmpty ? nil : forbidden.sorted { $0.kind.precedesByBytes($1.kind) }
  }
}

/// A kind that a cluster is asked for.
struct AskedKind: Hashable, Sendable {
  let kind: String
  let apiVersion: String

  init(_ kind: String, _ apiVersion: String) { (self.kind, self.apiVersion) = (kind, apiVersion) }

  /// As `kubectl get` takes it: `deployment.v1.apps`.
  var resource: String {
    let parts = apiVersion.split(separator: "/")
    return parts.count == 2 ? "\(kind.lowercased()).\(parts[1]).\(parts[0])" : kind.lowercased()
  }

  /// For people.
  var text: String { apiVersion.contains("/") ? "\(kind) (\(apiVersion))" : kind }
}
