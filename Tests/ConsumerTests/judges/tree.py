"""One workflow's folder of a tree: the files as they are, and what kubectl builds of them."""

import os
import pathlib
import subprocess

import yaml


# What is judged is what the first builds; the others have to build the same.
KUBECTLS = os.environ.get("TNTC_KUBECTLS", "kubectl").split(":")


class Loader(yaml.CSafeLoader):
    """PyYAML, but that `=` is text, as it is for every consumer in Go."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def documents(text):
    return [document for document in yaml.load_all(text, Loader) if document is not None]


class Tree:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        builds = [subprocess.run([kubectl, "kustomize", folder], capture_output=True) for kubectl in KUBECTLS]
        self.complaints = "".join(build.stderr.decode() for build in builds)
        self.is_same_for_all = len({build.stdout for build in builds}) == 1
        self.built = documents(builds[0].stdout) if builds[0].returncode == 0 else []
        self.kustomization = documents(self.bytes("kustomization.yaml"))[0]
        self.lock = documents(self.bytes("release.lock"))[0]

    def bytes(self, path):
        return (self.folder / path).read_bytes()

    @property
    def resources(self):
        return self.kustomization.get("resources", [])

    def of_kind(self, *kinds):
        return [thing for thing in self.built if thing["kind"] in kinds]

    @property
    def config_maps(self):
        return {thing["metadata"]["name"]: thing for thing in self.of_kind("ConfigMap")}

    def code_maps(self, entry):
        """Those of a version of the lock, in order; None for one that is not in the build."""
        first = f"{self.lock['workflow']}-code-{entry['version'].replace('.', '-')}"
        names = [first] + [f"{first}.{number}" for number in range(2, entry.get("parts", 1) + 1)]
        return [self.config_maps.get(name) for name in names]


def identity(thing):
    return f"{thing['kind']}/{thing['metadata']['name']}"
