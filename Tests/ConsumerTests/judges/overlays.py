"""Compares what `tntc verify` says of overlays with what comes of them.

Arguments: a seed, how many random overlays, tntc, kubectl, and a folder with workflows and overlays. kustomize builds
each overlay; one that breaks what a workflow runs by has to have an error, and no other.
"""

import concurrent.futures
import json
import pathlib
import random
import subprocess
import sys

import yaml

WORKFLOW = "../../deploy/production/w"
DEPLOYMENT = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"}}
SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "w"}}
SELECTOR = {"app.kubernetes.io/name": "w", "app.kubernetes.io/component": "engine", "tentacular.dev/track": "stable"}


def of_pods(labels):
    return {"spec": {"template": {"metadata": {"labels": labels}}}}


def transformer(kind, key="transformers", name="any", **members):
    return {key: [yaml.safe_dump({"apiVersion": "builtin", "kind": kind, "metadata": {"name": name}} | members)]}


TARGETS = [
    {"kind": "Deployment"}, {"kind": "Deployment", "name": "w"}, {"kind": "Deploy.*"}, {"name": "w"}, {"name": "w.*"},
    {"kind": "Service|Deployment"}, {"kind": "ConfigMap"}, {"kind": "ConfigMap", "name": "w-code-.*"}, {"name": "w-c.+"},
    {"kind": "CronJob", "name": "^w-cron$"}, {"kind": "ConfigMap", "name": "other"}, {"group": "apps"}, {"kind": "Secret"},
    {"kind": "Deployment", "labelSelector": "app.kubernetes.io/name=w"},
    {"kind": "ConfigMap", "labelSelector": "app.kubernetes.io/component=engine,app.kubernetes.io/name=w"},
    {"kind": "ConfigMap", "labelSelector": "app.kubernetes.io/component=other"},
    {"kind": "Deployment", "annotationSelector": "a=b"}, {"kind": "ConfigMap", "annotationSelector": "!a"},
    {"kind": "ConfigMap", "labelSelector": "app.kubernetes.io/name in (w, x),!team"}, {"labelSelector": "tentacular.dev/none"},
    {"kind": "Service", "labelSelector": "app.kubernetes.io/component!=other"}, {"kind": "ConfigMap", "version": "v1"},
    {"kind": "Service", "namespace": "production"}, {"kind": "ConfigMap", "namespace": "default"},
    {"kind": "ConfigMap", "namespace": "other"}, {"kind": "Deployment", "version": "v2"},
]
CONTENTS = [
    {"metadata": {"labels": {"a": "b"}}}, {"metadata": {"annotations": {"a": "b"}}}, of_pods({"a": "b"}),
    {"spec": {"selector": {"matchLabels": {"a": "b"}}}}, {"spec": {"selector": {"a": "b"}}},
    {"spec": {"selector": {"matchLabels": SELECTOR}}}, of_pods(SELECTOR), of_pods({"tentacular.dev/track": "blue"}),
    {"spec": {"replicas": 3}}, {"data": {"other.txt": "x"}}, {"immutable": False}, {"$patch": "delete"},
    [{"op": "replace", "path": "/spec/selector/matchLabels/tentacular.dev~1track", "value": "stable"}],
    [{"op": "add", "path": "/metadata/labels/a", "value": "b"}],
    [{"op": "replace", "path": "/spec/selector/matchLabels/app.kubernetes.io~1name", "value": "x"}],
    [{"op": "add", "path": "/spec/template/metadata/labels/a", "value": "b"}],
    [{"op": "replace", "path": "/spec/template/metadata/labels/tentacular.dev~1track", "value": "blue"}],
    [{"op": "test", "path": "/spec/selector/matchLabels/tentacular.dev~1track", "value": "stable"}],
    {"spec": None}, {"spec": {"selector": None}}, {"spec": {"template": {"metadata": None}}},
    [{"op": "replace", "path": "/spec", "value": {"replicas": 1}}], [{"op": "remove", "path": "/spec/template/metadata"}],
    [{"op": "move", "from": "/spec/selector", "path": "/spec/other"}],
    [{"op": "replace", "path": "/metadata/name", "value": "w-code-other"}],
    [{"op": "remove", "path": "/data/nodes__a.ts"}], [{"op": "add", "path": "/data/other.txt", "value": "x"}],
]
OTHERS = [
    {"labels": [{"pairs": {"team": "a"}, "fields": [{"path": "spec/selector/matchLabels", "kind": "Deployment", "create": True}]}]},
    {"labels": [{"pairs": {"team": "a"}, "fields": [{"path": "spec/selector/matchLabels", "kind": "Job", "create": True}]}]},
    {"labels": [{"pairs": {"tentacular.dev/track": "a"}, "fields": [{"path": "spec/template/metadata/labels"}]}]},
    {"labels": [{"pairs": {"tentacular.dev/track": "stable"}, "includeTemplates": True}]},
    transformer("PrefixTransformer", prefix="x-", fieldSpecs=[{"path": "metadata/name"}]),
    transformer("SuffixTransformer", suffix="", fieldSpecs=[{"path": "metadata/name"}]),
    transformer("LabelTransformer", labels={"team": "a"}, fieldSpecs=[{"path": "spec/selector", "create": True, "kind": "Service"}]),
    transformer("LabelTransformer", labels={"team": "a"}, fieldSpecs=[{"path": "metadata/labels", "create": True}]),
    transformer("PatchTransformer", target={"kind": "ConfigMap"}, patch=json.dumps([{"op": "add", "path": "/data/a", "value": "b"}])),
    transformer("PatchTransformer", target={"kind": "Deployment"}, patch=json.dumps([{"op": "add", "path": "/spec/paused", "value": True}])),
    transformer("PatchStrategicMergeTransformer", patches=yaml.safe_dump(SERVICE | {"$patch": "delete"})),
    transformer("ConfigMapGenerator", "generators", "w-code-1-0", behavior="merge", literals=["a=b"]),
    {"namePrefix": "x-"}, {"nameSuffix": "-x"}, {"namePrefix": ""}, {"namespace": "other"},
    {"commonLabels": {"team": "a"}}, {"commonLabels": {}}, {"commonAnnotations": {"a": "b"}},
    {"labels": [{"pairs": {"team": "a"}}]}, {"labels": [{"pairs": {"team": "a"}, "includeTemplates": True}]},
    {"labels": [{"pairs": {"team": "a"}, "includeSelectors": True}]},
    {"labels": [{"pairs": {"team": "a"}, "includeSelectors": False}]},
    {"labels": [{"pairs": {"tentacular.dev/track": "a"}}]},
    {"labels": [{"pairs": {"tentacular.dev/track": "a"}, "includeTemplates": True}]},
    {"images": [{"name": "tentacular-engine", "newTag": "9"}]},
    {"images": [{"name": "registry.example/engine", "newTag": "9"}]}, {"images": [{"name": "other", "newTag": "9"}]},
    {"replicas": [{"name": "w", "count": 5}]},
    {"secretGenerator": [{"name": "w-secrets", "literals": ["a=b"]}]},
    {"configMapGenerator": [{"name": "w-code-1-0", "behavior": "merge", "literals": ["a=b"]}]},
    {"configMapGenerator": [{"name": "own", "literals": ["a=b"]}]},
]


def patch(chance):
    content = chance.choice(CONTENTS)
    if isinstance(content, dict) and chance.random() < 0.4:
        whole = chance.choice([DEPLOYMENT, SERVICE]) | {k: v for k, v in content.items() if k != "metadata"}
        return {"patch": yaml.safe_dump(whole)}
    whole = DEPLOYMENT | content if isinstance(content, dict) else content
    if isinstance(content, dict) and "metadata" in content:
        whole = whole | {"metadata": {"name": "w"} | content["metadata"]}
    return {"target": chance.choice(TARGETS), "patch": yaml.safe_dump(whole)}


def write_random(folder, chance, count):
    for number in range(count):
        overlay = {"resources": [WORKFLOW]}
        for _ in range(chance.choice([1, 1, 2])):
            if chance.random() < 0.6:
                overlay.setdefault("patches", []).append(patch(chance))
            else:
                overlay |= chance.choice(OTHERS)
        path = folder / f"overlays/r{number}"
        path.mkdir()
        (path / "kustomization.yaml").write_text(yaml.safe_dump(overlay))
        # The same through another one, or taken over from a component.
        if number % 3 == 0:
            through = folder / f"overlays/r{number}-through"
            through.mkdir()
            if number % 2:
                base = {"resources": [f"../r{number}"]}
            else:
                base = {"resources": [WORKFLOW], "components": [f"../r{number}-part"]}
                part = folder / f"overlays/r{number}-part"
                part.mkdir()
                component = {k: v for k, v in overlay.items() if k != "resources"}
                component |= {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
                (part / "kustomization.yaml").write_text(yaml.safe_dump(component))
            (through / "kustomization.yaml").write_text(yaml.safe_dump(base))


def build(kubectl, folder):
    result = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True)
    return list(yaml.safe_load_all(result.stdout)) if result.returncode == 0 else None


def members(value, key):
    """What is below a key, at any depth; the items of a list one by one."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name == key:
                yield from member if isinstance(member, list) else [member]
            else:
                yield from members(member, key)
    elif isinstance(value, list):
        for item in value:
            yield from members(item, key)


def images(objects):
    return sorted(members(objects, "image"))


def selectors(objects):
    # A CronJob has none that counts.
    found = [(o.get("spec") or {}).get("selector") for o in objects if o["kind"] != "CronJob"]
    return sorted(json.dumps(selector, sort_keys=True) for selector in found if selector)


def code(objects):
    once = [o for o in objects if o["kind"] == "ConfigMap" and ("-code-" in o["metadata"]["name"] or "-config-" in o["metadata"]["name"])]
    return sorted(json.dumps({k: v for k, v in o.items() if k != "metadata"}, sort_keys=True) for o in once)


def harms(plain, objects, overlay):
    """What of a workflow does not run, or not as its overlay says."""
    for kind in ("Deployment", "Service"):
        if not any(o["kind"] == kind for o in objects):
            yield f"no {kind}"
    services = {o["metadata"]["name"] for o in objects if o["kind"] == "Service"}
    for cron in (o for o in objects if o["kind"] == "CronJob"):
        for argument in members(cron, "args"):
            if argument.startswith("http://") and argument[7:].split(":")[0] not in services:
                yield f"{argument} leads to no Service"
    if selectors(objects) != selectors(plain):
        yield "another selector"
    for deployment in (o for o in objects if o["kind"] == "Deployment"):
        spec = deployment.get("spec") or {}
        labels = (spec.get("template", {}).get("metadata") or {}).get("labels") or {}
        if not spec.get("selector", {}).get("matchLabels", {}).items() <= labels.items():
            yield "pods that the selector does not find"
    if code(objects) != code(plain):
        yield "another content of what is written once"
    for image in overlay.get("images", []):
        if image["name"] == "tentacular-engine" and images(objects) == images(plain):
            yield "an image that nothing has"


def documents(folder, path):
    """A kustomization with those that it is made of, by their paths."""
    text = yaml.safe_load((folder / path / "kustomization.yaml").read_text())
    yield path, text
    for key in ("resources", "components"):
        for entry in text.get(key, []):
            part = (folder / path / entry).resolve()
            if "deploy" not in part.parts:
                yield from documents(folder, part.relative_to(folder.resolve()))


def main(seed, count, tntc, kubectl, folder):
    folder = pathlib.Path(folder)
    write_random(folder, random.Random(int(seed)), int(count))
    output = subprocess.run([tntc, "verify", "--format", "json"], cwd=folder, capture_output=True, text=True).stdout
    errors = {}
    for finding in json.loads(output):
        if finding["severity"] == "error":
            errors.setdefault(pathlib.Path(finding["path"]).parent, []).append(finding["message"])
    plain = build(kubectl, folder / "overlays" / WORKFLOW.removeprefix("../"))
    paths = sorted(path.relative_to(folder) for path in (folder / "overlays").iterdir())
    # A part of an overlay is nothing that anybody builds.
    paths = [path for path in paths if not path.name.endswith("-part")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        builds = pool.map(lambda path: build(kubectl, folder / path), paths)
        built, broken = 0, 0
        for path, objects in zip(paths, builds):
            parts = dict(documents(folder, path))
            reaches = any(WORKFLOW in text.get("resources", []) for text in parts.values())
            if objects is None or not reaches:
                continue
            built += 1
            found = sorted({harm for text in parts.values() for harm in harms(plain, objects, text)})
            told = [message for part in parts for message in errors.get(part, [])]
            broken += bool(found)
            if bool(found) != bool(told):
                print(f"{path}: {found or 'nothing breaks'}, and tntc says {told or 'nothing'}: {parts}")
    print(f"{built} overlays, of which {broken} break something")


main(*sys.argv[1:])
