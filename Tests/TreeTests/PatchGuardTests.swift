import Patches
import Testing
import YAML

@testable import Rendering
@testable import Settings

/// What a patch may change of manifests, a row for each rule.
@Suite struct PatchGuardTests {
  static let documents = """
    Deployment:
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: w, labels: {app.kubernetes.io/name: w, team: a}}
      spec:
        replicas: 1
        selector: {matchLabels: {app.kubernetes.io/name: w, ring: one}}
        template:
          metadata: {labels: {app.kubernetes.io/name: w, ring: one, team: a}}
          spec:
            initContainers:
            - {name: proxy, image: tentacular-sidecar/w/stable/proxy, restartPolicy: Always}
            containers:
            - name: engine
              image: tentacular-engine
              command: [tentacular-engine]
              args: [serve]
              env: [{name: DENO_DIR, value: /tmp/deno-cache}]
              ports: [{name: http, containerPort: 8080, protocol: TCP}]
              readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
              resources: {requests: {cpu: 100m, memory: 96Mi}, limits: {memory: 192Mi}}
              volumeMounts:
              - {name: code, mountPath: /app/workflow, readOnly: true}
              - {name: secrets, mountPath: /app/secrets, readOnly: true}
              - {name: tmp, mountPath: /tmp}
            volumes:
            - {name: code, configMap: {name: w-code-1-0}}
            - {name: secrets, secret: {secretName: w-secrets, optional: true}}
            - {name: tmp, emptyDir: {sizeLimit: 256Mi}}
    Service:
      apiVersion: v1
      kind: Service
      metadata: {name: w}
      spec:
        type: ClusterIP
        selector: {app.kubernetes.io/name: w}
        ports: [{name: http, port: 8080, targetPort: http, protocol: TCP}]
    CronJob:
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: w-cron}
      spec:
        schedule: 0 3 * * *
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers: [{name: trigger, image: tentacular-engine, args: [trigger]}]
    """

  /// A patch, by the kind that it is for, and what it may not change; nothing of one that is fine.
  struct Row: CustomTestStringConvertible {
    let kind: String
    let patch: String
    let places: [String]
    var testDescription: String { "\(kind): \(patch)" }

    private init(_ kind: String, _ patch: String, expecting places: [String]) {
      (self.kind, self.patch, self.places) = (kind, patch, places)
    }

    init(_ kind: String, _ patch: String, _ places: String...) {
      self.init(kind, patch, expecting: places.map { "`\($0)` of" })
    }

    /// A patch of the pods.
    static func pod(_ patch: String, _ places: String...) -> Row {
      Row(
        "Deployment", "{spec: {template: {spec: \(patch)}}}",
        expecting: places.map { "`spec.template.spec.\($0)` of" })
    }

    /// A patch of the engine's container.
    static func engine(_ patch: String, _ places: String...) -> Row {
      Row(
        "Deployment", "{spec: {template: {spec: {containers: [{name: engine, \(patch)}]}}}}",
        expecting: places.map { "`spec.template.spec.containers[name=engine].\($0)` of" })
    }

    /// The same of what no object may have.
    func saying(_ words: String) -> Row { Row(kind, patch, expecting: [words]) }
  }

  static let rows: [Row] = [
    Row("Deployment", "{apiVersion: apps/v2}", "apiVersion"),
    Row("Deployment", "[{op: replace, path: /kind, value: DaemonSet}]", "kind"),
    Row("Deployment", "[{op: replace, path: /metadata/name, value: x}]", "metadata.name"),
    Row("Service", "[{op: add, path: /metadata/namespace, value: x}]", "metadata.namespace"),
    Row("Deployment", "{metadata: {labels: {team: b, more: c}}}"),
    Row(
      "Deployment", "{metadata: {labels: {app.kubernetes.io/name: x}}}",
      "metadata.labels[\"app.kubernetes.io/name\"]"),
    // By kustomization.yaml it would come back as the settings have it.
    Row("Service", "{metadata: {labels: {cost: b}}}", "metadata.labels.cost"),
    Row("Deployment", "{spec: {template: {metadata: {labels: {cost: b}}}}}"),
    Row("Deployment", "{spec: {selector: {matchLabels: {team: a}}}}", "spec.selector"),
    Row(
      "Deployment", "{spec: {template: {metadata: {labels: {ring: two}}}}}",
      "spec.template.metadata.labels.ring"),
    Row("Deployment", "{spec: {template: {metadata: {labels: {team: b}}}}}"),
    Row("Deployment", "{spec: {replicas: 2}}", "spec.replicas"),
    Row("Deployment", "{spec: {replicas: 1, minReadySeconds: 5}}"),
    Row("Deployment", "{spec: {replicas: null}}", "spec.replicas"),
    .engine("image: other", "image"), .engine("command: [sh]", "command"),
    .engine("args: [serve, --verbose]", "args"),
    .engine("env: [{name: LEVEL, value: debug}, {name: DENO_DIR, value: /tmp/deno-cache}]"),
    .engine("env: [{name: DENO_DIR, value: /x}]", "env[name=DENO_DIR]"),
    .engine("ports: [{containerPort: 9090, name: more}]"),
    .engine("ports: [{containerPort: 8080, protocol: TCP, name: web}]", "ports[containerPort=8080]"),
    .engine("readinessProbe: {periodSeconds: 1}"),
    .engine("readinessProbe: {httpGet: {path: /}}", "readinessProbe.httpGet.path"),
    .engine("readinessProbe: {httpGet: {scheme: HTTPS}}", "readinessProbe.httpGet.scheme"),
    .engine("volumeMounts: [{mountPath: /tmp, name: tmp, readOnly: true}]", "volumeMounts[mountPath=/tmp]"),
    .engine(
      "volumeMounts: [{mountPath: /app/workflow, $patch: delete}]", "volumeMounts[mountPath=/app/workflow]"),
    .engine("volumeMounts: [{mountPath: /app/workflow/nodes, name: tmp}]", "volumeMounts"),
    .engine("volumeMounts: [{mountPath: /app/, name: tmp}]", "volumeMounts"),
    .engine("volumeMounts: [{mountPath: /tmp/more, name: tmp}]"),
    .engine("volumeMounts: [{mountPath: /cache, name: cache}]").saying("mounts the volume `cache`"),
    .engine("env: [{name: LEVEL, value: 5}]").saying("has `5` for `LEVEL`"),
    .engine("env: [{name: LEVEL, value: '5'}]"),
    .engine("resources: {requests: {memory: 1Gi}}").saying("a limit of memory"),
    .engine("resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}"),
    .pod("{volumes: [{name: code, configMap: {name: x}}]}", "volumes[name=code]"),
    .pod("{volumes: [{name: tmp, emptyDir: {sizeLimit: 1Gi}}]}"),
    .pod("{volumes: [{name: secrets, secret: {optional: false}}]}", "volumes[name=secrets]"),
    .pod("{containers: [{name: engine, $patch: delete}]}", "containers[name=engine].name"),
    .pod("{containers: [{name: side, image: other}], priorityClassName: high}"),
    .pod(
      "{containers: [{name: side, image: x, ports: [{name: http, containerPort: 80}]}]}",
      "containers[name=side].ports[containerPort=80].name"),
    .pod("{containers: [{name: side, image: x, ports: [{name: web, containerPort: 80}]}]}"),
    .pod("{initContainers: [{name: proxy, image: other}]}", "initContainers[name=proxy].image"),
    .pod("{initContainers: [{name: setup, image: other}]}"),
    Row("Service", "{spec: {type: NodePort}}"),
    Row("Service", "{spec: {type: ExternalName}}", "spec.type"),
    Row("Service", "{spec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}}"),
    Row("Service", "{spec: {ports: [{port: 80, name: web, targetPort: http}]}}"),
    Row(
      "Service", "{spec: {ports: [{port: 8080, protocol: TCP, targetPort: 9}]}}",
      "spec.ports[port=8080].targetPort"),
    Row("Service", "{spec: {selector: {more: x}}}", "spec.selector"),
    Row("Service", "{metadata: {annotations: {'2026-01-01': x}}}").saying("the annotation `2026-01-01`"),
    Row("Service", "{metadata: {labels: {on: true}}}"),
    Row("CronJob", "{spec: {schedule: 0 4 * * *}}", "spec.schedule"),
    Row("CronJob", "{spec: {timeZone: Etc/UTC}}", "spec.timeZone"),
    Row("CronJob", "{spec: {suspend: true}}", "spec.suspend"),
    Row("CronJob", "{spec: {concurrencyPolicy: Replace}}"),
    Row("CronJob", "{$patch: delete}"),
    Row("Deployment", "{$patch: delete}").saying("deletes Deployment w"),
    Row("Service", "{$patch: delete}").saying("deletes Service w"),
  ]

  /// What the API server refuses, and what stands beside it that it takes.
  static let shapes: [Row] = [
    .pod("{containers: [{name: engin, env: [{name: A, value: b}]}]}").saying("`engin` without `image`"),
    .pod("{initContainers: [{name: wait, command: [sh]}]}").saying("`wait` without `image`"),
    .pod("{containers: [{name: Side_Car, image: x}]}").saying("a container `Side_Car`"),
    Row("Deployment", "[{op: add, path: /spec/template/spec/containers/-, value: {image: x}}]")
      .saying("a container without `name`"),
    .pod("{volumes: [{name: A_B, emptyDir: {}}]}").saying("a volume `A_B`"),
    .pod("{volumes: [{name: tmp, hostPath: {path: /x}}]}").saying(
      "`emptyDir` and `hostPath` for the volume `tmp`"),
    .pod("{volumes: [{name: tmp, emptyDir: null, hostPath: {path: /x}}]}"),
    .pod("{volumes: [{name: empty}]}"),
    .pod("{restartPolicy: Never}").saying("`restartPolicy: Never`; a Deployment takes `Always`"),
    .engine("readinessProbe: {exec: {command: [x]}}").saying("`httpGet` and `exec` in"),
    .engine("readinessProbe: {httpGet: null, exec: {command: [x]}}"),
    .engine("livenessProbe: {periodSeconds: 5}").saying("has none of `httpGet`, `exec`"),
    .engine("readinessProbe: null"),
    .engine("lifecycle: {preStop: {sleep: {seconds: 5}}}"),
    .engine("lifecycle: {preStop: {sleep: {seconds: 5}, exec: {command: [x]}}}").saying(
      "`exec` and `sleep` in"),
    .engine("env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]"),
    .engine("env: [{name: DEEP.er-1, value: a}]"),
    .engine("env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]")
      .saying("both `value` and `valueFrom` for `A`"),
    .engine("env: [{name: A=B, value: c}]").saying("a variable `A=B`"),
    .engine("ports: [{containerPort: 9090, name: http}]").saying("two ports `http`"),
    .engine("ports: [{containerPort: 99999, name: big}]").saying("the port `99999`"),
    .engine("ports: [{containerPort: 9000, protocol: UDP}, {containerPort: 9000, protocol: TCP}]"),
    .engine("resources: {limits: {cpu: lots}}").saying("has `lots` for cpu"),
    .engine("resources: {limits: {cpu: 2, memory: 1.5Gi, nvidia.com/gpu: 1}}"),
    .engine("readinessProbe: {periodSeconds: -1}").saying("has `-1` in"),
    .pod("{priority: -5, tolerations: [{operator: Exists, tolerationSeconds: -1}]}"),
    Row("Deployment", "{spec: {minReadySeconds: -1}}").saying("has `-1` in `spec.minReadySeconds`"),
    Row("Deployment", "{spec: {minReadySeconds: 600}}").saying("`minReadySeconds: 600`"),
    Row("Deployment", "{spec: {minReadySeconds: 600, progressDeadlineSeconds: 900}}"),
    Row("Deployment", "{spec: {strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}}}")
      .saying("beside `type: Recreate`"),
    Row("Deployment", "{spec: {strategy: {type: Recreate}}}"),
    Row("Deployment", "{spec: {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}}}")
      .saying("could replace no pod"),
    Row("Deployment", "{spec: {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}}}"),
    Row("Deployment", "{metadata: {labels: {team: a b}}}").saying("`a b` cannot be the value of a label"),
    Row("Deployment", "{metadata: {labels: {a b: c}}}").saying("`a b` cannot be a key"),
    Row("Deployment", "{spec: {template: {metadata: {labels: {team: b/c}}}}}").saying(
      "`b/c` cannot be the value"),
    Row("Deployment", "{spec: {template: {metadata: {annotations: {a/b/c: d}}}}}").saying(
      "`a/b/c` cannot be a key"),
    Row("Deployment", "{spec: {template: {metadata: {annotations: {Example.com/a: d e}}}}}"),
    Row("CronJob", "{spec: {jobTemplate: {spec: {template: {spec: {restartPolicy: Always}}}}}}")
      .saying("a CronJob takes `OnFailure` or `Never`"),
    Row("CronJob", "{spec: {jobTemplate: {spec: {template: {spec: {restartPolicy: null}}}}}}")
      .saying("a CronJob takes `OnFailure` or `Never`"),
    Row("CronJob", "{spec: {jobTemplate: {spec: {backoffLimit: -1}}}}").saying("has `-1` in"),
    Row("CronJob", "{spec: {startingDeadlineSeconds: 60, successfulJobsHistoryLimit: 0}}"),
    Row("Service", "{spec: {ports: [{port: 9090}]}}").saying("none of `9090`'s name"),
    Row("Service", "{spec: {ports: [{port: 9090, name: http}]}}").saying("two ports `http`"),
  ]

  /// A mount is where its path leads, however it is written.
  static let mounts: [Row] = [
    "/app//workflow/x", "/app/./workflow/x", "/app/x/../workflow/y", "app/workflow/x", "/app/x/..", "/..",
    "/app/./config/x", "/app//workflow",
  ].map { .engine("volumeMounts: [{mountPath: \($0), name: tmp}]", "volumeMounts") }

  @Test(arguments: rows + shapes + mounts)
  func `what others rely on stays as it is`(row: Row) throws {
    let read = Reader.read(Array(Self.documents.utf8))
    let documents = try #require(try read.valid()?.value).members.values
    let patch = try #require(
      ObjectPatch.read(name: "p", target: ["kind": .string(row.kind)], patch: .string(row.patch)).patch)
    var patching = Patching([patch], of: "w", over: documents, labels: ["cost": "a"])
    let patched = patching.patched(documents)
    #expect(patching.unmatched.isEmpty)
    #expect(patching.problems.count == row.places.count, "\(patching.problems)")
    for (problem, place) in zip(patching.problems, row.places) {
      #expect(problem.message.contains(place), "\(problem.message)")
      #expect(problem.path.steps.first == .key("patch"))
    }
    // What is refused changes nothing.
    #expect(row.places.isEmpty || patched == documents)
  }

  @Test func `a patch may add what another one needs`() throws {
    let document: Value = [
      "kind": "Deployment", "metadata": ["name": "w"],
      "spec": ["template": ["spec": ["containers": [["name": "engine"]]]]],
    ]
    let mount =
      "{spec: {template: {spec: {containers: [{name: engine, volumeMounts: [{name: a, mountPath: /a}]}]}}}}"
    let volume = "{spec: {template: {spec: {volumes: [{name: a, emptyDir: {}}]}}}}"
    let patches = try ["mount": mount, "volume": volume].sorted { $0.key < $1.key }.map { name, patch in
      try #require(ObjectPatch.read(name: name, target: ["kind": "Deployment"], patch: .string(patch)).patch)
    }
    var alone = Patching([patches[0]], of: "w", over: [document])
    #expect(alone.patched([document]) == [document])
    #expect(alone.problems.map(\.patch) == ["mount"])
    var both = Patching(patches, of: "w", over: [document])
    _ = both.patched([document])
    #expect(both.problems.isEmpty)
  }
}
