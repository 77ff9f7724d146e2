import YAML

/// Something that a pod may do or reach beyond the least that a workflow needs.
struct Grant {
  /// What it is. One that begins with all of another is a part of that: the key of a Secret, of the whole Secret.
  let subject: [String]
  /// Where it is written, from the pod's spec: the first of these fields that changed, else the last.
  let paths: [FieldPath]
  /// Whether pods have it by default, so that only its coming back is worth a word.
  let isUsual: Bool

  init(_ subject: [String], at paths: FieldPath..., isUsual: Bool = false) {
    (self.subject, self.paths, self.isUsual) = (subject, paths, isUsual)
  }

  /// The field to tell of.
  func path(from old: Value?, to new: Value) -> FieldPath {
    paths.first { old?.value(at: $0) != new.value(at: $0) } ?? paths.last ?? FieldPath()
  }
}

/// What was granted before.
struct Grants {
  private var subjects: Set<[ByteKey]> = []

  init(_ grants: [Grant]) { for grant in grants { subjects.insert(grant.subject.map(ByteKey.init)) } }

  /// Whether a subject, or something that it is a part of, is among them.
  func hold(_ subject: [String]) -> Bool {
    let keys = subject.map(ByteKey.init)
    return (1...max(keys.count, 1)).contains { subjects.contains(Array(keys.prefix($0))) }
  }
}
