extension PatchFailure {
  /// What is wrong, what was expected and the way out, without the place.
  package var message: String {
    switch fact {
    case .notMapping(let found):
      "\(found); expected a mapping with `kind`, and maybe `name` and `labelSelector`"
    case .notText(let found): "\(found); expected text\(found == "a number" ? ", in quotes" : "")"
    case .unknownKey(let expected):
      "unknown key; expected \(expected.map { "`\($0)`" }.joined(separator: ", "))"
    case .noKind: "`kind` is missing: the kind of the objects to patch, such as `Deployment`"
    case .notKind(let text): "`\(text)` is not a Kubernetes kind, such as `Deployment` or `CronJob`"
    case .notName(let text):
      "`\(text)` is not a Kubernetes name: lower-case letters, digits, `-` and `.`; `{name}` stands for the workflow's"
    case .namePattern(let text):
      "`\(text)` looks like a regular expression, and tntc compares names literally; to patch several objects leave "
        + "`name` out, or choose them by `labelSelector`; `{name}` stands for the workflow's name"
    case .selector(let fault): fault.message
    case .notPatch(let found):
      "\(found); expected a mapping (a strategic merge patch), a list (a JSON patch, RFC 6902), or text of either"
    case .emptyPatch:
      "the patch is empty; to remove a patch of wider settings, write `null` in place of the entry"
    case .unreadable(let problem): "neither YAML nor JSON: \(problem)"
    case .tooLarge:
      "makes more than \(PatchLimits.bytes) bytes, which no cluster accepts for an object; copy less"
    case .tooDeep:
      "nests deeper than \(PatchLimits.depth) levels, deeper than any Kubernetes object; use fewer levels"
    default: mergeMessage ?? operationMessage
    }
  }

  /// Of a strategic merge patch.
  private var mergeMessage: String? {
    switch fact {
    case .unknownDirective(let text):
      "`$patch` is \(text); expected `delete`, `replace` or `merge`"
    case .foreignDirective(let key):
      "kustomize does not know `\(key)` and would write it into the object; remove it, and use `null` or `$patch` "
        + "to delete something"
    case .directiveInReplacedList:
      "this list is replaced as a whole, so `$patch` would end up in the object; write the whole list"
    case .directiveBesideItems:
      "`$patch: delete` has to be the only item of a list, with no other directive; to delete one item put its key "
        + "beside `$patch: delete`"
    case .noMergeKey(let key):
      "this item has no `\(key)`, the merge key of this list; add it, or replace the list by an item with `$patch: replace`"
    case .objectWithoutMergeKey(let key):
      "the object's list has an item without `\(key)`, its merge key; replace the list by an item with `$patch: "
        + "replace`"
    case .repeatedItem(let keys):
      "two items have the same `\(keys)`, and kustomize drops one; merge "
        + "them into one"
    case .unevenKeys(let given, let found):
      "kustomize treats the items `\(given)` and `\(found)` as one, and drops one of them; write the same keys in both"
    case .replacedItem:
      "kustomize does not replace an item of a list here; set the fields to remove to `null`, or use a JSON patch with `replace`"
    case .replacedObject:
      "kustomize does not replace a whole object; put `$patch: replace` into the part to replace, such as `spec`"
    case .kinds(let found, let given): "\(given), where the object has \(found)"
    case .nullTexts: "kustomize ignores `null` here; to remove all of them write `{$patch: delete}`"
    case .nullText(let pointer):
      "kustomize turns it into the text `null`; to remove it use a JSON patch: `- {op: remove, path: \(pointer)}`"
    default: nil
    }
  }

  /// Of a JSON patch.
  private var operationMessage: String {
    switch fact {
    case .notOperation(let found): "\(found); expected an operation: a mapping with `op` and `path`"
    case .tooManyOperations(let count):
      "\(count) operations; the limit is \(PatchLimits.operations); split them into several patches, or write a strategic merge patch"
    case .unknownOperation(let text):
      (text.map { "`\($0)` is not an operation" } ?? "`op` is missing") + "; expected "
        + JSONOperation.names.map { "`\($0)`" }.joined(separator: ", ")
    case .missingMember(let key, let operation): "`\(operation)` needs `\(key)`, which is missing"
    case .notPointer(let text):
      "`\(text)` is not a JSON pointer: expected a text that begins with `/`, with `~1` for `/` and `~0` for `~` (RFC 6901)"
    case .wholeObject(let operation):
      "`\(operation)` cannot change the whole object; name a place in it, such as `/spec`"
    case .movesIntoItself: "a value cannot be moved into itself"
    case .holdsNotes:
      "kustomize keeps its own annotations here; name one annotation, as in `/metadata/annotations/KEY`"
    case .notAnnotations(let found):
      "`annotations` of the object becomes \(found); expected a mapping "
        + "of texts"
    case .noSuchPlace(let pointer):
      "the object has no `\(pointer)`; `add` adds a member to an existing mapping; add the mapping first"
    case .noSuchIndex(let pointer, let count):
      "the object has no `\(pointer)`: the list has \(count) item\(count == 1 ? "" : "s"), counted from 0"
    case .notIndex(let pointer):
      "`\(pointer)` leads into a list; expected an index there, or `-` behind the last item"
    case .notContainer(let pointer, let found):
      "the object has \(found) at `\(pointer)`, which has no members"
    case .testFailed(let expected, let found):
      "the test failed: the object has \(found ?? "nothing") there, and not \(expected)"
    default: "not a Kubernetes object"
    }
  }
}

extension LabelSelector.Fault {
  package var message: String {
    switch self {
    case .expected(let what, let found):
      "found \(found.map { "`\($0)`" } ?? "the end"), expected \(what), as in `app=web,tier!=cache,env in (a, b),!old`"
    case .notKey(let key):
      "`\(key)` is not a label key: at most 63 letters, digits, `-`, `_` and `.`, optionally a prefix and `/` before"
    case .notValue(let value):
      "`\(value)` is not a label value: at most 63 letters, digits, `-`, `_` and `.`"
    }
  }
}
