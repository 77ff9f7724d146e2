import Bytes
import YAML

extension Value {
  /// What the value is, in the words of an error message.
  var noun: String {
    switch self {
    case .null: "nothing"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension Value {
  /// The text of a scalar, as it is in YAML: by it kustomize compares.
  var scalarText: String? {
    switch self {
    case .string(let text): text
    case .bool, .integer, .number: JSON.compact(self)
    case .null, .sequence, .mapping: nil
    }
  }
}

extension ObjectPatch.Change {
  static func read(_ value: Value, _ problems: inout [PatchFailure]) -> Self? {
    if let problem = PatchLimits.problem(value) {
      problems.append(PatchFailure(.patch, problem))
      return nil
    }
    switch value {
    case .mapping(let patch):
      if patch.isEmpty { problems.append(PatchFailure(.patch, .emptyPatch)) }
      if patch[Directives.patch]?.text == "replace" {
        problems.append(PatchFailure(.patch + Directives.patch, .replacedObject))
      }
      Directives.check(value, at: .patch, &problems)
      return .merge(PatchedMetadata.read(patch, &problems))
    case .sequence(let items):
      if items.isEmpty { problems.append(PatchFailure(.patch, .emptyPatch)) }
      guard items.count <= PatchLimits.operations else {
        problems.append(PatchFailure(.patch, .tooManyOperations(items.count)))
        return nil
      }
      let operations = items.enumerated().compactMap { index, item in
        JSONOperation.read(item, at: .patch + index, &problems)
      }
      return .operations(operations)
    case .string(let text): return read(text: text, &problems)
    default:
      problems.append(PatchFailure(.patch, .notPatch(found: value.noun)))
      return nil
    }
  }

  private static func read(text: String, _ problems: inout [PatchFailure]) -> Self? {
    do throws(Problem) {
      guard let value = try Reader.read(Array(text.utf8)).valid()?.value else {
        problems.append(PatchFailure(.patch, .emptyPatch))
        return nil
      }
      guard value.text == nil else {
        problems.append(PatchFailure(.patch, .notPatch(found: "text that holds neither")))
        return nil
      }
      return read(value, &problems)
    } catch {
      problems.append(PatchFailure(.patch, .unreadable(error.text)))
      return nil
    }
  }
}

extension JSONOperation {
  /// The members that each operation needs beside `op` and `path`.
  private static let members = [
    "add": ["value"], "remove": [], "replace": ["value"], "move": ["from"], "copy": ["from"],
    "test": ["value"],
  ]
  static let names = ["add", "remove", "replace", "move", "copy", "test"]

  static func read(_ value: Value, at place: PatchPath, _ problems: inout [PatchFailure]) -> JSONOperation? {
    guard case .mapping(let members) = value else {
      problems.append(PatchFailure(place, .notOperation(found: value.noun)))
      return nil
    }
    guard let name = members["op"]?.text, let needed = Self.members[name] else {
      let found = members["op"].map { $0.text ?? $0.noun }
      problems.append(PatchFailure(found == nil ? place : place + "op", .unknownOperation(found)))
      return nil
    }
    let known = ["op", "path"] + needed
    for key in members.keys where !known.contains(key) {
      problems.append(PatchFailure(place + key, .unknownKey(expected: known)))
    }
    guard let pointer = pointer("path", of: name, members, place, &problems) else { return nil }
    let from = needed.contains("from") ? Self.pointer("from", of: name, members, place, &problems) : nil
    if needed.contains("value"), members["value"] == nil {
      problems.append(PatchFailure(place, .missingMember("value", of: name)))
    }
    guard let action = action(name, members["value"] ?? .null, from) else { return nil }
    check(action, pointer, place, &problems)
    return JSONOperation(action: action, pointer: pointer, place: place)
  }

  /// What cannot be meant, whatever the object.
  private static func check(
    _ action: Action, _ pointer: JSONPointer, _ place: PatchPath, _ problems: inout [PatchFailure]
  ) {
    switch action {
    case .test where PatchedMetadata.holdsNotes(pointer):
      problems.append(PatchFailure(place + "path", .holdsNotes))
    case .move(let from), .copy(let from):
      if PatchedMetadata.holdsNotes(from) { problems.append(PatchFailure(place + "from", .holdsNotes)) }
      guard case .move = action, from.holds(pointer) else { return }
      problems.append(PatchFailure(place + "path", .movesIntoItself))
    default: break
    }
  }

  private static func action(_ name: String, _ value: Value, _ from: JSONPointer?) -> Action? {
    switch name {
    case "add": .add(value)
    case "remove": .remove
    case "replace": .replace(value)
    case "test": .test(value)
    case "move": from.map { .move(from: $0) }
    default: from.map { .copy(from: $0) }
    }
  }

  private static func pointer(
    _ key: String, of name: String, _ members: Mapping, _ place: PatchPath,
    _ problems: inout [PatchFailure]
  ) -> JSONPointer? {
    guard let value = members[key] else {
      problems.append(PatchFailure(place, .missingMember(key, of: name)))
      return nil
    }
    guard let text = value.text else {
      problems.append(PatchFailure(place + key, .notText(found: value.noun)))
      return nil
    }
    guard let pointer = JSONPointer(text) else {
      problems.append(PatchFailure(place + key, .notPointer(text)))
      return nil
    }
    guard !pointer.tokens.isEmpty else {
      problems.append(PatchFailure(place + key, .wholeObject(name)))
      return nil
    }
    guard pointer.tokens.count <= PatchLimits.depth else {
      problems.append(PatchFailure(place + key, .tooDeep))
      return nil
    }
    return pointer
  }
}
