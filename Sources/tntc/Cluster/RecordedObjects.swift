import Diagnostics
import YAML

/// The objects in what `kubectl get -o json` printed.
///
/// Whatever cannot be told apart from nothing is an error: who compares must not take it for objects that are missing.
enum RecordedObjects {
  /// - Parameter origin: where it is from, for messages.
  static func read(_ bytes: [UInt8], from origin: String) throws(InvalidInput) -> [Value] {
    if bytes.isEmpty {
      throw InvalidInput(
        path: origin,
        "is empty; `kubectl get -o json` always prints a list, so the call failed")
    }
    let root: Value
    do {
      root = try JSON.read(bytes)
    } catch {
      throw InvalidInput(path: origin, "\(other): \(error.text)")
    }
    var objects: [Value] = []
    do throws(Fault) {
      try add(root, at: "", to: &objects)
    } catch {
      throw InvalidInput(path: origin, "\(other): \(error.text)")
    }
    return objects
  }

  private static let other = "is not the JSON of `kubectl get -o json`"

  private struct Fault: Error { let text: String }

  /// - Parameter place: like `items[2]`; empty for the whole.
  private static func add(
    _ value: Value, at place: String, to objects: inout [Value]
  ) throws(Fault) {
    let kind = value["kind"]?.text
    if let list = value["items"], kind?.hasSuffix("List") ?? place.isEmpty {
      let items: [Value]
      switch list {
      case .sequence(let found): items = found
      // As Go writes a list that has nothing.
      case .null: items = []
      default: throw Fault(text: "`\(below(place, "items"))` is not a list")
      }
      for (position, item) in items.enumerated() {
        try add(item, at: "\(below(place, "items"))[\(position)]", to: &objects)
      }
      return
    }
    guard kind != nil, kind != "List", value["metadata"]?["name"]?.text != nil else {
      throw Fault(
        text: place.isEmpty
          ? "it has no `items`, and is not an object with `kind` and `metadata.name`"
          : "`\(place)` is not an object with `kind` and `metadata.name`")
    }
    objects.append(value)
  }

  private static func below(_ place: String, _ key: String) -> String {
    place.isEmpty ? key : "\(place).\(key)"
  }
}
