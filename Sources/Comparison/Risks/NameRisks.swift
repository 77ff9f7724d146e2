import YAML

/// Finds changes of which host a name means in a pod.
enum NameRisks {
  private static let fields = ["hostAliases", "dnsPolicy", "dnsConfig"]

  static func find(in change: ObjectChange) -> [Risk] {
    guard let after = change.after else { return [] }
    let old = change.before.map(PodTemplate.all) ?? []
    return PodTemplate.all(in: after).flatMap { pod -> [Risk] in
      let twin = old.first { $0.path == pod.path }
      return fields.compactMap { field in
        let (from, to) = (twin?.spec[field], pod.spec[field])
        if from == to || twin == nil && to == nil { return nil }
        return .nameResolution(
          object: change.id, path: pod.path.key(field).text, from: from.map(ObjectRisks.text),
          to: to.map(ObjectRisks.text))
      }
    }
  }
}
