"""Applies what `tntc diff --format json` says to the first tree, and compares with the second.

Takes the path of a list: a line for each pair, with the folders of the workflow in both trees and the file of
the difference, separated by tabs; a folder that is not there stands for no workflow. Reads trees through
`kubectl kustomize` and PyYAML, and applies hunks with `git apply`, so none of tntc's own code takes part. Prints
a line for each thing that is not as it should be, and last a summary.
"""

import base64
import copy
import functools
import json
import os
import subprocess
import sys
import tempfile

import yaml

MERGED = {
    "containers": ["name"], "volumes": ["name"], "env": ["name"], "ports": ["port"], "volumeMounts": ["mountPath"],
    "items": ["key"],
}


@functools.cache
def build(folder):
    if not os.path.isdir(folder):
        return "[]"
    run = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, check=True)
    return json.dumps(list(yaml.safe_load_all(run.stdout)))


def objects(folder):
    return {(o["kind"], o["metadata"]["name"]): o for o in json.loads(build(folder))}


def lock(folder):
    with open(os.path.join(folder, "release.lock"), encoding="utf-8") as file:
        return yaml.load(file, yaml.BaseLoader)


def is_data(key, workflow):
    return key[0] == "ConfigMap" and key[1].startswith((f"{workflow}-code-", f"{workflow}-config-"))


def path_of(key):
    path = key[:1] + key[1:].replace("__", "/")
    return path if "/" in path or path in ("workflow.yaml", "deno.json", "vendor.lock") else f"vendor/{path}"


def sources(folder, workflow):
    """Files by version."""
    found = {}
    for key, o in objects(folder).items():
        if key[0] == "ConfigMap" and key[1].startswith(f"{workflow}-code-"):
            files = {path_of(k): v.encode() for k, v in o.get("data", {}).items()}
            files |= {path_of(k): base64.b64decode(v) for k, v in o.get("binaryData", {}).items()}
            found.setdefault(o["metadata"]["labels"]["app.kubernetes.io/version"], {}).update(files)
    return found


def applied_files(files, changes):
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            target = os.path.join(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)
        patch = "".join(change["diff"] for change in changes if change["diff"] is not None)
        if patch:
            environment = {**os.environ, "GIT_DIR": os.path.join(folder, "none"), "GIT_CONFIG_GLOBAL": "/dev/null"}
            subprocess.run(
                ["git", "apply", "--whitespace=nowarn", "-"], input=patch.encode(), cwd=folder, check=True,
                capture_output=True, env=environment)
        for change in changes:
            target = os.path.join(folder, change["path"])
            if change["diff"] is None and change["base64"] is None:
                os.remove(target)
            elif change["diff"] is None:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as file:
                    file.write(base64.b64decode(change["base64"]))
        found = {}
        for parent, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(parent, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = file.read()
        return found


def place(container, step):
    """The key or position of a step in its container; None when it is not there."""
    if isinstance(step, dict):
        return next((i for i, item in enumerate(container) if all(item.get(k) == v for k, v in step.items())), None)
    return step if isinstance(step, int) or step in container else None


def set_field(root, steps, value):
    for step in steps[:-1]:
        root = root[place(root, step)]
    last = steps[-1]
    at = place(root, last)
    if value is None:
        del root[at]
    elif isinstance(last, str):
        root[last] = value
    elif at is None or isinstance(at, int) and at == len(root):
        root.append(value)
    else:
        root[at] = value


def canonical(value, field=""):
    if isinstance(value, dict):
        return {key: canonical(item, key) for key, item in value.items()}
    if isinstance(value, list):
        items = [canonical(item) for item in value]
        if field in MERGED and all(isinstance(item, dict) for item in items):
            items.sort(key=lambda item: [str(item.get(key)) for key in MERGED[field]])
        return items
    return value


def without_data(o):
    return {key: value for key, value in o.items() if key not in ("data", "binaryData")}


def with_config(o):
    o = copy.deepcopy(o)
    o["data"]["config.yaml"] = yaml.safe_load(o["data"]["config.yaml"])
    return o


def differences(old, new, change):
    workflow = change["workflow"]
    before, after = objects(old), objects(new)
    versions = sources(old, workflow)
    for source in change["source"]:
        base = versions[source["from"]] if source["from"] is not None else {}
        if source["to"] is not None:
            versions[source["to"]] = applied_files(base, source["files"] + source["vendored"])
    listed = [entry["version"] for entry in change["after"]["versions"]] if change["after"] else []
    wanted = sources(new, workflow)
    if sorted(listed) != sorted(wanted):
        yield f"versions {listed} are not those of the tree, {sorted(wanted)}"
    for version in listed:
        if versions.get(version) != wanted.get(version):
            yield f"version {version} has other files"
    manifests = {key: o for key, o in before.items() if not is_data(key, workflow)}
    for entry in change["objects"]:
        old_key, key = (entry["kind"], entry["oldName"] or entry["name"]), (entry["kind"], entry["name"])
        role = entry["role"]
        if role == "manifest":
            o = manifests.pop(old_key, None)
        elif old_key in before:
            o = (without_data if role == "code" else with_config)(before[old_key])
        else:
            o = None
        if entry["action"] == "added":
            result = entry["to"]
        elif entry["action"] == "removed":
            result = None
        else:
            result = copy.deepcopy(o)
            for field in entry["fields"]:
                set_field(result, field["steps"], field["to"])
        if role == "manifest":
            if result is not None:
                manifests[key] = result
        elif result is not None:
            found = (without_data if role == "code" else with_config)(after[key])
            if canonical(found) != canonical(result):
                yield f"{key} is not what was said"
    expected = {key: o for key, o in after.items() if not is_data(key, workflow)}
    if canonical(list(manifests)) is None or sorted(manifests) != sorted(expected):
        yield f"objects {sorted(manifests)} are not {sorted(expected)}"
    for key in manifests.keys() & expected.keys():
        if canonical(manifests[key]) != canonical(expected[key]):
            yield f"{key} is not what was said: {canonical(manifests[key])} is not {canonical(expected[key])}"
    if change["after"]:
        recorded = lock(new)
        if change["after"]["live"] != recorded.get("live"):
            yield "live is not what the lock says"
        if (change["after"]["canary"] or {}).get("version") != recorded.get("canary", {}).get("version"):
            yield "the canary is not what the lock says"
        digests = [(entry["version"], entry["digest"]) for entry in change["after"]["versions"]]
        if digests != [(entry["version"], entry["digest"]) for entry in recorded["versions"]]:
            yield "digests are not what the lock says"


def main():
    pairs = changed = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            old, new, file = line.rstrip("\n").split("\t")
            pairs += 1
            with open(file, encoding="utf-8") as difference:
                workflows = json.load(difference)["workflows"]
            if not workflows:
                if canonical(objects(old)) != canonical(objects(new)):
                    print(f"{file}: nothing is said, and {old} is not {new}")
                continue
            changed += 1
            for change in workflows:
                for problem in differences(old, new, change):
                    print(f"{file}: {problem}")
    print(f"{pairs} pairs, {changed} with changes")


main()
