"""Every byte of a version arrives: what kubectl builds has the digest that the lock records."""

import base64
import re

import digests

MOST_BYTES = 921_600
ROOT = ("workflow.yaml", "deno.json", "vendor.lock")
KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")


def findings(tree):
    for entry in tree.lock["versions"]:
        version, things = entry["version"], tree.code_maps(entry)
        if None in things:
            yield f"version {version} has {things.count(None)} of {len(things)} ConfigMaps not in the build"
            continue
        files = {name: value for thing in things for name, value in source(thing).items()}
        if digests.of_files(files) != entry["digest"]:
            yield f"version {version}: the source that arrives has another digest"
        if "workflow.yaml" not in files:
            yield f"version {version} has no workflow.yaml"
        for thing in things:
            if sum(map(len, content(thing).values())) > MOST_BYTES:
                yield f"version {version} is too large"
            yield from write_once(f"version {version}", thing)


def write_once(name, thing):
    annotations = thing["metadata"].get("annotations", {})
    if thing.get("immutable") is not True:
        yield f"{name} can be changed"
    if annotations.get("kustomize.toolkit.fluxcd.io/substitute") != "disabled":
        yield f"{name} would be rewritten by Flux"
    if "PruneLast=true" not in annotations.get("argocd.argoproj.io/sync-options", "").split(","):
        yield f"{name} may be pruned before the pods that use it"
    for key in content(thing):
        if not KEY.fullmatch(key):
            yield f"{name} has the key {key!r}"


def content(thing):
    """Key → bytes, of texts and binary values alike."""
    texts = {key: value.encode() for key, value in thing.get("data", {}).items()}
    binary = thing.get("binaryData", {}).items()
    # Go's decoder, which reads what is applied, skips line breaks and nothing else.
    return texts | {
        key: base64.b64decode(value.replace("\n", ""), validate=True) for key, value in binary
    }


def source(thing):
    return {path(key): value for key, value in content(thing).items()}


def path(key):
    """A key without a folder is at the root, or of a package."""
    return key.replace("__", "/") if "__" in key or key in ROOT else f"vendor/{key}"
