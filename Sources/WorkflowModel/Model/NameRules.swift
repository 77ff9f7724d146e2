import Bytes
import YAML

/// Rules for names, each with the reason for its limit.
package enum NameRules {
  /// A CronJob's name is at most 52 characters: the controller appends `-` and 10 digits to name
  /// its Jobs, and a Job's name has to fit into a label of 63 (Kubernetes API, CronJob).
  package static let maximumCronJobLength = 52
  package static let maximumLabelLength = 63
  /// The longest name that every derived one allows: `{name}-cron` is the narrowest of them.
  package static let maximumWorkflowLength = maximumCronJobLength - cronSuffix.utf8.count
  package static let cronSuffix = "-cron"
  static let reservedSuffixes = ["-canary", "-stable", cronSuffix]

  /// The name of a workflow.
  package static let workflow = TextForm(
    [
      "pattern": .string(workflowPattern), "maxLength": .integer(maximumWorkflowLength),
      "not": ["pattern": .string("(\(reservedSuffixes.joined(separator: "|")))$")],
    ], problem: problem(withWorkflow:))

  private static let workflowPattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

  /// Why `name` cannot name a workflow; nil when it can.
  package static func problem(withWorkflow name: String) -> String? {
    guard isDashed(name) else {
      return "`\(name)` is not a workflow name; expected lower-case letters, digits and single dashes, "
        + "starting with a letter (`\(workflowPattern)`)"
    }
    if name.utf8.count > maximumWorkflowLength {
      return "the name is \(name.utf8.count) characters; the limit is \(maximumWorkflowLength), so that "
        + "the CronJob `<name>\(cronSuffix)` stays within \(maximumCronJobLength)"
    }
    if let suffix = reservedSuffixes.first(where: name.hasSuffix) {
      return "names that end in `\(suffix)` are reserved for objects of tntc; rename the workflow"
    }
    return nil
  }

  /// `workflowPattern`
  private static func isDashed(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = name.utf8.first, first.isIn(.lower) else { return false }
    return parts.allSatisfy { !$0.isEmpty && $0.consists(of: .lowerAlphanumeric) }
  }

  /// The name of a node.
  package static let node = TextForm(["pattern": "^[a-z][a-z0-9_-]*$"]) { name in
    isNodeName(name)
      ? nil
      : "`\(name)` cannot name a node; expected lower-case letters, digits, `_` and `-`, starting with a letter"
  }

  /// The name of a dependency or a sidecar: that of a node.
  package static let dependency = TextForm(["pattern": "^[a-z][a-z0-9_-]*$"]) { name in
    isNodeName(name)
      ? nil
      : "`\(name)` cannot name a dependency; expected lower-case letters, digits, `_` and `-`, starting with a letter"
  }

  private static func isNodeName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first.isIn(.lower) else { return false }
    return name.consists(of: .lowerAlphanumeric.union("_-"))
  }

  /// The name of a trigger: that of a node, which may begin with a digit.
  package static let trigger = TextForm(["pattern": "^[a-z0-9][a-z0-9_-]*$"]) { name in
    if let first = name.utf8.first, first.isIn(.lowerAlphanumeric),
      name.consists(of: .lowerAlphanumeric.union("_-"))
    {
      return nil
    }
    return
      "`\(name)` cannot name a trigger; expected lower-case letters, digits, `_` and `-`, starting with a letter "
      + "or a digit"
  }

  package static let namespace = TextForm(["pattern": .string(dnsLabelPattern)]) { name in
    isDNSLabel(name)
      ? nil
      : "`namespace` has to be a DNS label: at most 63 lower-case letters, digits and dashes (RFC 1123)"
  }

  package static let dnsLabelPattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"

  /// A label of RFC 1123: lower-case letters, digits and dashes, no dash at either end, at most 63.
  package static func isDNSLabel(_ name: String) -> Bool {
    name.utf8.count <= maximumLabelLength && isDNSPart(name[...])
  }

  /// A subdomain of RFC 1123 as the Kubernetes API means it (`IsDNS1123Subdomain`): parts with dots between them, of
  /// which only the whole is limited, to 253 characters.
  package static func isDNSSubdomain(_ name: String) -> Bool {
    name.utf8.count <= maximumSubdomainLength
      && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isDNSPart)
  }

  package static let maximumSubdomainLength = 253

  private static func isDNSPart(_ part: Substring) -> Bool {
    let dash = UInt8(ascii: "-")
    return !part.isEmpty && part.utf8.first != dash && part.utf8.last != dash
      && part.consists(of: .lowerAlphanumeric.union("-"))
  }
}
