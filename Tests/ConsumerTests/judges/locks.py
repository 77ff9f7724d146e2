"""The lock says the truth about itself and about every file that it lists."""

import code_maps
import digests


def findings(tree):
    text = tree.bytes("release.lock")
    if tree.lock["format"] == 1:
        head, rest = b"digest: ", text.partition(b"\n")[2]
        end = b"\n"
    else:
        # The digest is of all that follows it.
        head = b"digests: {lock: "
        rest = text[len(head) + len(digests.text(b"")) :]
        end = b""
    if text != head + digests.text(rest).encode() + end + rest:
        yield "release.lock: the first line has not the digest of the rest"
    for entry in tree.lock["versions"]:
        yield from write_once_file(tree, f"versions/{entry['version']}.yaml", entry["file"])
    for entry in tree.lock.get("configs", []):
        yield from write_once_file(tree, f"versions/config-{entry['name']}.yaml", entry["file"])
        yield from overlay(tree, entry["name"])
    derived = {path: tree.bytes(path) for path in tree.lock["files"]}
    recorded = tree.lock["derived"] if tree.lock["format"] == 1 else tree.lock["digests"]["files"]
    if digests.of_files(derived) != recorded:
        yield "release.lock: there is another digest than that of the files"
    yield from numbers(tree.lock)


def write_once_file(tree, path, digest):
    if digests.text(tree.bytes(path)) != digest:
        yield f"{path}: another digest than in release.lock"
    if path not in tree.resources:
        yield f"{path} is not in kustomization.yaml"


def overlay(tree, name):
    thing = tree.config_maps.get(f"{tree.lock['workflow']}-config-{name}")
    if thing is None:
        yield f"overlay {name} has no ConfigMap in the build"
        return
    yield from code_maps.write_once(f"overlay {name}", thing)
    if digests.of_environment(code_maps.content(thing)).removeprefix("sha256:")[: len(name)] != name:
        yield f"overlay {name} is not named by its content"


def numbers(lock):
    versions = [entry["version"] for entry in lock["versions"]]
    gone = [entry["version"] for entry in lock.get("tombstones", [])]
    if len(set(versions + gone)) < len(versions + gone):
        yield "release.lock: a version number stands twice"
    if "live" in lock and lock["live"] not in versions:
        yield f"release.lock: the live version {lock['live']} is not in the tree"
    # What an old ReplicaSet may still mount, by the Deployment's revisionHistoryLimit.
    for entry in lock.get("history", [])[-3:]:
        if entry["version"] not in versions:
            yield f"release.lock: {entry['version']} was live a moment ago and is not in the tree"
