"""Compares what the JSON Schemas take with what tntc itself takes.

Walks every key of a schema along a document that uses it, breaks the document there in every way that the
key allows, and asks both. Then it takes every workflow.yaml, config.yaml and accepted.yaml of the golden cases.

Arguments are tntc, the folder of the golden cases, the number of parts of the texts, and that of the first: in the files
for which tntc starts anew each time, a part of the texts is tried at each key, and another at the next.
"""

import concurrent.futures
import copy
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

# Texts that are right somewhere and wrong elsewhere; each is tried wherever text may stand.
TEXTS = """
a A a- -a a--b a_b a.b 1 1.0 1.0.0 01.0 1.0.0.0 v1.0 1.0-rc 1.0-rc.1 1.0-Rc 1.0-rc.01 1.0+b 30s 2m 1h30m
30 30m2h s 500ms 1.5s nodes/a.ts ./nodes/a.ts nodes/../a.ts /nodes/a.ts nodes/a_test.ts nodes/tests/a.ts
nodes/.a.ts nodes nodes/ nodes//a.ts Europe/Berlin local Local Etc/GMT+1 /Berlin Europe/ 1/2 manual cron
webhook auto unmanaged x-canary x-stable x-cron canary ../x x/../y /x x/ x/y ./x 10m 0.5 1Gi 1gi -1 1e3 1E6 1e+3 1e-3 1.5e3 1e100 1Ei 1P 1.5e9 .5e3 5e-1 5e-4 1e-30 100000u 100u 250000000n 1n +1 +.5Gi +-1 ++1 -1m -0 1e 1e+ 1e+-3 1.5.0 1e1.5 1ki 1mi 1Ui 134217728000m 134217728500m 128m 0x10 .5 5. . 1.0m 1.5m .0005 1u 5.Mi .5Gi registry.example:5000/a/b:1 registry.example/a:b:c a@sha256:1 A/b a_b/c Exists Equal equal NoSchedule
external-secrets SecretStore {name} {service}/x {x} a{ 1h30 h a.b-c a..b example.com/name Example.com/name -a.com/x a..b/x a.-b/x /name example.com/ app.kubernetes.io/name Ü kubernetes.io/os a/b/c
""".split() + [
    "", " ", "x" * 47, "x" * 48, "x" * 63, "x" * 64, "*/5 * * * *", "* * * *", "* * * * * *", "0 9 * * MON-FRI",
    "@daily", "0 0 ; * *", "1.0-" + "a" * 59, "1.0-" + "a" * 60, "a@sha256:" + "0" * 64,
    "x" * 64 + ".a/x", "x" * 253 + "/x", "x" * 254 + "/x", "a." * 126 + "a/x", "a." * 126 + "aa/x", "x" * 64 + ".a",
    ">=0.3 <1.0", " = 0.3 ", ">=0.3<1.0", "<0.1", ">=0.3, <1.0", "=0", "=0.3.0.0", ">=00.3", "0.3", "~0.3", "=>0.3",
]
NUMBERS = [-1, 0, 3, 4, 1000, 1001, 1_000_001]
OTHERS = [None, [], {}, True]

# What a schema cannot say, by the validator's words, with a workflow that breaks just this rule. The other way
# round, each has to be needed.
BEYOND_SCHEMA = {
    r"a second `manual` trigger": {"triggers": [{"type": "manual"}, {"type": "manual"}]},
    r"a second cron trigger": {"triggers": [{"type": "cron", "schedule": "0 0 * * *", "name": "x"}] * 2},
    r"schedule `.*` is not valid": {"triggers": [{"type": "cron", "schedule": "0 0 * * 7"}]},
    r"CronJob `.*` has \d+ characters": {
        "name": "x" * 47, "triggers": [{"type": "cron", "schedule": "0 0 * * *", "name": "x"}]},
    r"a second edge": {"edges": [{"from": "a", "to": "b"}] * 2},
    r"has an edge to itself": {"edges": [{"from": "a", "to": "a"}]},
    r"the edges form a cycle": {"edges": [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}]},
    r"there is no node `": {"edges": [{"from": "a", "to": "c"}]},
    r"there is no file `": {"nodes": {"a": {"path": "nodes/c.ts"}}, "edges": []},
    r"a second sidecar `": {"sidecars": [
        {"name": "x", "image": "x", "port": 9000}, {"name": "x", "image": "x", "port": 9001}]},
    r"the container of the sidecar `": {"sidecars": [
        {"name": "x-y", "image": "x", "port": 9000}, {"name": "x_y", "image": "x", "port": 9001}]},
    r"is used by the sidecar on line": {"sidecars": [
        {"name": "x", "image": "x", "port": 9000}, {"name": "y", "image": "x", "port": 9000}]},
    r"and the API server refuses such pods": {"sidecars": [
        {"name": "x", "image": "x", "port": 9000,
         "resources": {"requests": {"cpu": 2}, "limits": {"cpu": 1}}}]},
    r"the (dependency|dynamic target) `.*` has no `": {"contract": {"dependencies": {"a": {"protocol": "https"}}}},
    r"names no secret": {"contract": {"dependencies": {"a": {"host": "a.example.com", "secret": ""}}}},
    r"repeats `auth.secret` of line": {"contract": {"dependencies": {
        "a": {"host": "a.example.com", "secret": "a.b", "auth": {"secret": "c.d"}}}}},
    r"are closed for every node": {"contract": {"dependencies": {
        "a": {"type": "dynamic-target", "cidr": "169.254.169.254", "dynPorts": [80]}}}},
    r"contains U\+": {"description": "\u0001"},
    r"and the name of an object cannot end like that": {"triggers": [{"type": "cron", "schedule": "0 0 * * *", "name": "x_"}]},
    r"is not a port": {"contract": {"dependencies": {
        "a": {"type": "dynamic-target", "cidr": "10.0.0.0/8", "dynPorts": [70000]}}}},
    r"is the API server, which is not a pod": {"nodes": {
        "a": {"path": "nodes/a.ts", "capabilities": {"net": ["kubernetes.default.svc:443"]}}, "b": {"path": "nodes/b.ts"}}},
    r"the duration `.*` is out of range": {"config": {"timeout": "25h"}},
    # In JSON, 1.0 is an integer.
    r"is not a version: two or three numbers": {"version": 1},
}
# The same for what stands before a document is made of a file, and for what is beside it.
BEFORE_SCHEMA = r"duplicate key `|not readable as UTF-8|not valid YAML|tag `|merge key|unfolds|expected a folder beside|is not a module|is not in vendor\.lock|and vendor/ has"
# And what is no question of form in config.yaml.
OF_AMOUNT = (
    r"of memory is less than 1Mi|of cpu is finer than the smallest step|thousandths of a byte|kustomize cannot build an object with"
    r"|this is tntc |there is no environment `|cannot extend itself"
    r"|`target.labelSelector`: |is not a file of the repository|is not a file; a patch|expected a mapping \(strategic merge\) or a list"
    r"|is not a range of addresses|is not a private range|expected an address of the API server"
)


def remembering(document):
    """A validator that looks once at each part of a document: the documents that `changed` makes share all the others."""
    shared, valid = {id(part) for part in parts(document)}, set()
    descend = jsonschema.Draft7Validator.descend

    def remember(self, instance, schema, *args, **kwargs):
        # Both are there as long as the validator is, so that no other object gets their numbers.
        pair, is_valid = (id(instance), id(schema)), True
        if pair in valid:
            return
        for error in descend(self, instance, schema, *args, **kwargs):
            is_valid = False
            yield error
        if is_valid and id(instance) in shared:
            valid.add(pair)

    validator = jsonschema.validators.extend(jsonschema.Draft7Validator)
    validator.descend = remember
    return validator


def parts(document):
    """All that a document consists of, its keys too."""
    yield document
    if isinstance(document, dict):
        yield from document
    for part in document.values() if isinstance(document, dict) else document if isinstance(document, list) else []:
        yield from parts(part)


class Subject:
    """One of the files: its schema, a document that uses every key, and how tntc is asked."""

    def __init__(self, tntc, name, document):
        self.tntc, self.name, self.document = tntc, name, document
        self.schema = json.loads(self.run(["schema", name])[0])
        jsonschema.Draft7Validator.check_schema(self.schema)
        self.validator = remembering(document)(self.schema)

    def run(self, arguments, folder=None):
        result = subprocess.run([self.tntc, *arguments], cwd=folder, capture_output=True, text=True)
        return result.stdout, result.stderr, result.returncode

    def problems(self, document):
        """What tntc has against a document, empty when it takes it."""
        return self.answered([json.dumps(document)])[0]

    def answers(self, documents):
        """The same for each of many, in order."""
        texts = [json.dumps(document) for document in documents]
        parts = [texts[start:start + PER_FOLDER] for start in range(0, len(texts), PER_FOLDER)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for answers in pool.map(self.answered, parts):
                yield from answers

    def answered(self, texts):
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            if self.name == "config":
                write(scratch, "flow/workflow.yaml", json.dumps(WORKFLOW))
                return [self.config_problems(scratch, text) for text in texts]
            if self.name == "accepted":
                (scratch / "deploy").mkdir()
                return [self.accepted_problems(scratch, text) for text in texts]
            for number, text in enumerate(texts):
                write(scratch / str(number), "flow/workflow.yaml", text)
            flows = [f"{number}/flow" for number in range(len(texts))]
            output, _, status = self.run(["validate", *flows, "--format", "json"], scratch)
            if status not in (0, 1):
                return [[f"exit code {status}"]] if len(texts) == 1 else [self.answered([one])[0] for one in texts]
            answers = [[] for _ in texts]
            for finding in json.loads(output):
                if finding["severity"] == "error" and not re.fullmatch(OF_MANY, finding["message"]):
                    answers[int(finding["path"].split("/")[0])].append(finding["message"])
            return answers

    def config_problems(self, folder, text):
        write(folder, ".tentacular/config.yaml", text)
        _, errors, status = self.run(["config", "flow"], folder)
        return [line for line in errors.splitlines() if ": error: " in line] if status else []

    def accepted_problems(self, folder, text):
        write(folder, ".tentacular/accepted.yaml", text)
        output, errors, status = self.run(["verify", "--format", "json"], folder)
        if status not in (0, 1):
            return [f"exit code {status}: {errors}"]
        return [f["message"] for f in json.loads(output) if f["severity"] == "error"]


# One run of tntc reads so many workflows. What it says of two of the same name is not asked here.
PER_FOLDER = 100
OF_MANY = r"workflow `.*` is also in `\d+/flow`; rename one of them"


NODES = {f"flow/nodes/{name}.ts": "export default () => {};\n" for name in "ab"}
BESIDE_CONFIG = {"templates/x/.keep": "", "patch.yaml": "spec: {}\n"}


def write(folder, path, text):
    """A file, with all that such documents name."""
    beside = NODES if path.startswith("flow/") else BESIDE_CONFIG
    for name, content in [*(beside.items() if not (folder / path).exists() else []), (path, text)]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


WORKFLOW = {
    "name": "flow", "version": "1.0", "description": "text",
    "triggers": [
        {"type": "cron", "schedule": "0 9 * * MON", "timeZone": "Europe/Berlin", "name": "early"},
        {"type": "manual"},
    ],
    "nodes": {
        "a": {"path": "nodes/a.ts", "description": "text", "capabilities": {"net": ["x"]}},
        "b": {"path": "nodes/b.ts"},
    },
    "edges": [{"from": "a", "to": "b"}],
    "config": {"timeout": "30s", "retries": 1},
    "contract": {
        "x": 1, "version": "1",
        "dependencies": {
            "a": {"host": "a.example.com", "port": 443, "x": 1}, "b": {"host": "*.example.com:8443", "secret": "a.b"},
            "c": {
                "protocol": "postgresql", "host": "db.example.com", "database": "d", "user": "u",
                "auth": {"type": "password", "secret": "db.password"},
            },
            "d": {"protocol": "nats", "host": "nats.tools.svc", "subject": "s"},
            "e": {"protocol": "blob", "host": "10.0.0.1", "container": "c", "version": "1"},
            "f": {"type": "dynamic-target", "cidr": "10.0.0.0/8", "dynPorts": ["443/TCP", 80]},
        },
        "networkPolicy": {
            "additionalEgress": [{"toCIDR": "10.0.0.0/8", "ports": ["443/TCP"], "reason": "text"}],
        },
    },
    "sidecars": [
        {
            "name": "side_car", "image": "registry.example/side:1", "port": 9000, "protocol": "http", "healthPath": "/up",
            "command": ["serve"], "args": ["--port", "9000"], "env": {"LEVEL": "info"},
            "resources": {
                "requests": {"cpu": "100m", "memory": "64Mi"},
                "limits": {"cpu": 1, "memory": "128Mi", "ephemeral-storage": "1Gi"},
            },
        },
        {"name": "other", "image": "registry.example/other:1", "port": 9001, "protocol": "grpc"},
    ],
    "metadata": {"x": 1, "group": "g", "environment": "e", "tags": ["t"]}, "deployment": {"namespace": "apps"},
}
SETTINGS = {
    "image": "registry.example/engine:1", "namespace": "apps", "runtimeClass": "gvisor", "replicas": 2, "suspend": False,
    "triggers": {"early": {"schedule": "0 6 * * *", "timeZone": "Etc/UTC", "suspend": True}},
    "autoscale": {"min": 1, "max": 5, "cpu": 80, "memory": 90}, "disruption": {"maxUnavailable": "25%"},
    "canary": {"maxReplicas": 3},
    "resources": {
        "requests": {"cpu": "100m", "memory": "64Mi", "ephemeral-storage": "1Gi"},
        "limits": {"cpu": 1, "memory": "128Mi", "ephemeral-storage": "1Gi"},
    },
    "triggerPod": {
        "resources": {
            "requests": {"cpu": "10m", "memory": "32Mi", "ephemeral-storage": "1Gi"},
            "limits": {"cpu": 1, "memory": "64Mi", "ephemeral-storage": "1Gi"},
        }
    },
    "grace": "5m",
    "nodeSelector": {"kubernetes.io/os": "linux"},
    "tolerations": [
        {"key": "a", "operator": "Equal", "value": "b", "effect": "NoExecute", "tolerationSeconds": 5}
    ],
    "labels": {"team": "a"}, "annotations": {"example.com/note": "any text"},
    "secrets": {
        "externalSecrets": {
            "store": "vault", "kind": "SecretStore", "refreshInterval": "1h30m", "key": "teams/{name}/{service}"
        }
    },
    "networkPolicy": {
        "kind": "kubernetes", "dns": [{"namespace": "kube-system", "pods": {"k8s-app": "kube-dns"}, "port": 53}],
        "ingressFrom": [{"cidr": "10.0.0.0/8"}], "apiServer": ["10.0.0.1/32:6443"],
        "private": ["10.1.0.0/16"], "servicePorts": {"db": {"80": 8080}},
    },
    "sidecars": {"side_car": {"image": "registry.example/side@sha256:" + "0" * 64}},
    "patches": {
        "merge": {
            "target": {"kind": "Deployment", "name": "{name}-x", "labelSelector": "a=b"}, "patch": {"spec": {"x": 1}},
        },
        "operations": {
            "target": {"kind": "Service"},
            "patch": [
                {"op": "add", "path": "/a", "value": 1}, {"op": "copy", "path": "/a", "from": "/b"},
                {"op": "remove", "path": "/a"},
            ],
        },
        "file": {"target": {"kind": "Job"}, "path": "patch.yaml"},
    },
    "templates": "templates",
    "keep": 5, "release": "manual", "config": {"timeout": "10s", "retries": 2},
    "dependencies": {
        "a": {
            "host": "a.example.com", "port": 443, "database": "d", "user": "u", "subject": "s", "container": "c",
            "auth": {"type": "basic", "secret": "a.b"}, "cidr": "10.0.0.0/8", "dynPorts": ["443/TCP"], "x": 1,
        },
        "b": {"secret": "a.b"},
    },
}
CONFIG = {
    "flux": ["clusters/apps.yaml"],
    "requires": ">=0.2 <1.0", "workflows": ["flow", {"path": "flow", "tree": "other"}], "tree": "deploy",
    "defaults": SETTINGS | {"workflows": {"flow": {"keep": 5, "secrets": "external-secrets"}},
                            "folders": {"flow": {"keep": 6}}},
    "environments": {
        "staging": {"replicas": 1, "context": "west", "workflows": {"flow": {"replicas": 0}}},
        "production": {"extends": "staging", "folders": {"flow": {"replicas": 3}}},
    },
}

ACCEPTED = {
    "risks": [
        {"risk": "wider-network", "workflow": "flow", "object": "node/a", "field": "x", "environment": "production",
         "from": "1.0", "to": "1.1", "who": "ana", "why": "text"},
        {"risk": "pods-restart", "workflow": "flow", "who": "ana", "why": "text"},
    ],
}


def places(schema, document, path=()):
    """Every place of the document, with the parts of the schema that speak of it."""
    yield path, schema
    options = [schema, *schema.get("anyOf", [])]
    if isinstance(document, dict):
        for key, value in document.items():
            for part in options:
                member = part.get("properties", {}).get(key)
                if member is None and isinstance(part.get("additionalProperties"), dict):
                    member = part["additionalProperties"]
                yield from places(member if member is not None else {}, value, (*path, key))
    if isinstance(document, list):
        for index, value in enumerate(document):
            for part in options:
                if "items" in part:
                    yield from places(part["items"], value, (*path, index))


def keys(schema, path=""):
    """Every key that a schema names, with its place."""
    for key, member in schema.get("properties", {}).items():
        yield f"{path}/{key}"
        yield from keys(member, f"{path}/{key}")
    for part in ("items", "additionalProperties"):
        if isinstance(schema.get(part), dict):
            yield from keys(schema[part], path)
    for part in schema.get("anyOf", []):
        yield from keys(part, path)


def changed(document, path, change):
    """A document with a change in one place; it shares with the given one what does not lead there."""
    document = copy.copy(document)
    key, *rest = path
    if rest:
        document[key] = changed(document[key], rest, change)
    else:
        change(document, key)
    return document


class Texts:
    """Which texts are tried at each key: all, or a part of them, another each time."""

    def __init__(self, parts, start=0):
        self.parts, self.starts = parts, itertools.count(start)

    def next(self):
        return TEXTS[next(self.starts) % self.parts::self.parts]


def probes(subject, texts):
    """Documents with one thing changed: (what was changed, the document)."""
    seen = set()
    for path, schema in places(subject.schema, subject.document):
        if not path or path in seen:
            continue
        seen.add(path)
        yield (path, "left out"), changed(subject.document, path, lambda parent, key: parent.pop(key))
        value = subject.document
        for step in path:
            value = value[step]
        tried = OTHERS + (NUMBERS if isinstance(value, int) else [])
        # A schema without a rule for a text takes each; a few show that tntc does, too.
        has_rule = path[-1] == "host" or any(rule in schema for rule in ("pattern", "enum", "anyOf", "minLength", "not"))
        if isinstance(value, str) or "anyOf" in schema:
            tried += texts.next() if has_rule else TEXTS[::8]
            # Text without quotes that YAML reads as a boolean is text to tntc; a schema cannot know.
            tried = [one for one in tried if one is not True]
        for one in tried:
            yield (path, one), changed(
                subject.document, path, lambda parent, key, one=one: parent.__setitem__(key, one))
        if isinstance(value, dict):
            for key in ["zz", *(texts.next() if "propertyNames" in schema else [])]:
                member = next(iter(value.values()), "x")
                yield (path, f"key {key}"), changed(
                    subject.document, (*path, key),
                    lambda parent, key, member=member: parent.setdefault(key, member))


def is_beyond_schema(problems):
    """Whether each problem is of a kind that no schema can find."""
    words = "|".join([*BEYOND_SCHEMA, BEFORE_SCHEMA, OF_AMOUNT])
    return all(re.search(words, problem) for problem in problems)


def judge_rules(subject):
    """The rules that only tntc knows are broken alone, and the schema takes the document."""
    for words, changes in BEYOND_SCHEMA.items():
        document = subject.document | changes
        problems = subject.problems(document)
        if len(problems) != 1 or not re.search(words, problems[0]):
            yield f"`{words}` alone was expected, tntc says {problems}"
        if not subject.validator.is_valid(document):
            yield f"the schema finds what it is said not to find: `{words}`"


def disagreement(subject, place, document, problems):
    """Where one of the two takes a document that the other refuses, but for what a schema cannot say."""
    valid = subject.validator.is_valid(document)
    if valid and problems and not is_beyond_schema(problems):
        yield f"{place}: the schema takes it, tntc says {problems[0]}"
    if not valid and not problems:
        error = next(subject.validator.iter_errors(document)).message
        yield f"{place}: tntc takes it, the schema says {error}"


def judge(subject, texts):
    walked = {path[-1] for path, _ in places(subject.schema, subject.document) if path}
    for key in keys(subject.schema):
        if key.rsplit("/", 1)[-1] not in walked:
            yield f"{subject.name}: no document of this test uses `{key}`"
    cases = list(probes(subject, texts))
    for (what, document), problems in zip(cases, subject.answers([document for _, document in cases])):
        yield from disagreement(subject, f"{subject.name}: {what}", document, problems)
    yield len(cases)


class Loader(yaml.SafeLoader):
    """Reads numbers as YAML 1.2 does, and leaves dates and sexagesimal numbers alone."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in resolvers
            if not tag.endswith((":timestamp", ":int", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^([-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+)$"), list("-+0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$", re.I), list("tfTF"))


def judge_files(subject, files):
    """Documents that people wrote: those of the golden cases."""
    for file in files:
        try:
            document = yaml.load(file.read_text(), Loader)
        except (yaml.YAMLError, ValueError, UnicodeDecodeError):
            continue
        if subject.name == "workflow":
            output, _, status = subject.run(["validate", str(file.parent), "--format", "json"])
            messages = json.loads(output) if status in (0, 1) and output else []
            problems = [m["message"] for m in messages if m["severity"] == "error" and m["path"] == str(file)]
        else:
            problems = subject.answered([file.read_text()])[0]
        yield from disagreement(subject, file, document, problems)


def main(tntc, golden, parts, start):
    count = 0
    for name, document, pattern in (
        ("workflow", WORKFLOW, "workflow.yaml"), ("config", CONFIG, "config.yaml"),
        ("accepted", ACCEPTED, "accepted.yaml")):
        subject = Subject(tntc, name, document)
        for problem in subject.problems(document):
            print(f"{name}: the whole document: {problem}")
        for error in subject.validator.iter_errors(document):
            print(f"{name}: the whole document: {error.message}")
        for finding in judge(subject, Texts(1) if name == "workflow" else Texts(int(parts), int(start))):
            if isinstance(finding, int):
                count += finding
            else:
                print(finding)
        if name == "workflow":
            for finding in judge_rules(subject):
                print(finding)
        files = sorted(pathlib.Path(golden).glob(f"*/input/**/{pattern}"))
        for finding in judge_files(subject, files):
            print(finding)
        count += len(files)
    print(f"asked both about {count} documents")


main(*sys.argv[1:])
