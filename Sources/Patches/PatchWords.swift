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
      "`\(text)` looks like a regular expression, and the name is taken as it stands; to patch several objects leave "
        + "`name` out, or choose them by `labelSelector`; `{name}` stands for the workflow's name"
    case .selector(let fault): fault.message
    case .notPatch(let found):
      "\(found); expected a mapping (a strategic merge patch), a list (a JSON patch, RFC 6902), or text of either"
    case .emptyPatch:
      "the patch is empty; to take one back that wider settings have, write `null` in place of the entry"
    case .unreadable(let problem): "neither YAML nor JSON: \(problem)"
    case .tooLarge:
      "makes more than \(PatchLimits.bytes) bytes, and no cluster takes such an object; copy less, or write what is needed"
    case .tooDeep:
      "leads more than \(PatchLimits.depth) levels deep, and no object of Kubernetes is so; write fewer levels"
    default: mergeMessage ?? operationMessage
    }
  }

  /// Of a strategic merge patch.
  private var mergeMessage: String? {
    switch fact {
    case .unknownDirective(let text):
      "`$patch` is \(text); expected `delete`, `replace` or `merge`"
    case .foreignDirective(let key):
      "kustomize does not know `\(key)` and would write it into the object; leave it out, and use `null` or `$patch` "
        + "to take something away"
    case .directiveInReplacedList:
      "this list is replaced as a whole, so `$patch` would end up in the object; write the whole list"
    case .directiveBesideItems:
      "`$patch: delete` for a list has to be its only item, and there can be only one directive for a list; to delete "
        + "one item put its key beside `$patch: delete`"
    case .noMergeKey(let key):
      "an item without `\(key)`, by which this list is merged; add it, or replace the list by an item of `$patch: replace`"
    case .objectWithoutMergeKey(let key):
      "the object's list has an item without `\(key)`, by which it is merged; replace the list by an item of "
        + "`$patch: replace`"
    case .repeatedItem(let keys): "two items of `\(keys)`, of which kustomize drops one; make one of them"
    case .unevenKeys(let given, let found):
      "kustomize takes the item `\(given)` for the item `\(found)`, and drops one of them; write the same keys in both"
    case .replacedItem:
      "kustomize leaves an item of a list as it is here; set what is to go to `null`, or use a JSON patch with `replace`"
    case .replacedObject:
      "kustomize leaves an object as it is here; put `$patch: replace` into the part that is to be replaced, such as `spec`"
    case .kinds(let found, let given): "\(given), where the object has \(found)"
    case .nullTexts: "kustomize ignores `null` here; to take all of them away write `{$patch: delete}`"
    case .nullText(let pointer):
      "kustomize makes the text `null` of it; to take it away use a JSON patch: `- {op: remove, path: \(pointer)}`"
    default: nil
    }
  }

  /// Of a JSON patch.
  private var operationMessage: String {
    switch fact {
    case .notOperation(let found): "\(found); expected an operation: a mapping with `op` and `path`"
    case .tooManyOperations(let count):
      "\(count) operations; at most \(PatchLimits.operations) are taken; write them as several patches, or as one to merge"
    case .unknownOperation(let text):
      (text.map { "`\($0)` is not an operation" } ?? "`op` is missing") + "; expected "
        + JSONOperation.names.map { "`\($0)`" }.joined(separator: ", ")
    case .missingMember(let key, let operation): "`\(key)` is missing, which `\(operation)` needs"
    case .notPointer(let text):
      "`\(text)` is not a JSON pointer: it begins with `/`, and in it `~1` stands for `/` and `~0` for `~` (RFC 6901)"
    case .wholeObject(let operation):
      "`\(operation)` of the whole object; name a place in it, such as `/spec`"
    case .movesIntoItself: "a place cannot be moved into itself"
    case .holdsNotes:
      "kustomize has notes of its own among the annotations here; name one annotation, as in `/metadata/annotations/KEY`"
    case .notAnnotations(let found): "the object gets \(found) for annotations; expected a mapping of texts"
    case .noSuchPlace(let pointer):
      "the object has no `\(pointer)`; `add` makes a member, not the mapping that it is in"
    case .noSuchIndex(let pointer, let count):
      "the object has no `\(pointer)`: the list has \(count) item\(count == 1 ? "" : "s"), counted from 0"
    case .notIndex(let pointer):
      "`\(pointer)` leads into a list; expected an index there, or `-` behind the last item"
    case .notContainer(let pointer, let found):
      "the object has \(found) at `\(pointer)`, which holds no members"
    case .testFailed(let expected, let found):
      "the test failed: the object has \(found ?? "nothing") there, and not \(expected)"
    default: "not an object of Kubernetes"
    }
  }
}

extension LabelSelector.Fault {
  package var message: String {
    switch self {
    case .expected(let what, let found):
      "\(found.map { "`\($0)`" } ?? "nothing more"), where \(what) is expected; as in `app=web,tier!=cache,env in (a, b),!old`"
    case .notKey(let key):
      "`\(key)` is not a label key: at most 63 letters, digits, `-`, `_` and `.`, a prefix and `/` before"
    case .notValue(let value):
      "`\(value)` is not a label value: at most 63 letters, digits, `-`, `_` and `.`"
    }
  }
}
