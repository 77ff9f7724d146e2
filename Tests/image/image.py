#!/usr/bin/env python3
"""The image for real: built and pushed by `tntc build`, pulled again by its digest, and run as a pod runs it.

buildah builds, Debian's docker-registry is the registry, the base comes from Debian packages, and everything stays on
this machine's loopback. It needs root, for mounts and namespaces. What is missing is installed; what cannot be
had skips the test aloud, or fails it with TNTC_REQUIRE_TOOLS=1.
"""

import os
import signal
import subprocess
import sys
import tempfile

import yaml

import base
import pod
from check import Failed, expect, run
from registry import Registry
from store import Store

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, ".build")
DENO = os.path.join(BUILD, "venv", "bin", "deno")
PACKAGES = {"buildah": "buildah", "docker-registry": "docker-registry"}
NAME = "tentacular-engine"
PROGRAMS = {"usr/local/bin/deno": DENO, "usr/local/bin/tentacular-engine": os.path.join(BUILD, NAME)}


def on_path(name):
    return any(os.access(os.path.join(folder, name), os.X_OK) for folder in os.get_exec_path())


def missing():
    """Why this machine cannot do it; None when it can."""
    if os.geteuid() != 0:
        return "it mounts and makes namespaces, which needs root"
    isolated = ["unshare", "--mount", "--net", "--pid", "--fork", "sh", "-c", "mount -t tmpfs none /mnt"]
    if subprocess.run(isolated, capture_output=True, timeout=60).returncode != 0:
        return "mounts and namespaces are not allowed here"
    wanted = [package for program, package in PACKAGES.items() if not on_path(program)]
    if wanted and subprocess.run([os.path.join(ROOT, ".ci", "install"), *wanted], timeout=600).returncode != 0:
        return f"{' and '.join(wanted)} cannot be installed"
    return None


def tntc(folder, *arguments, env=None):
    environment = {"PATH": os.environ["PATH"], "TMPDIR": folder, "TENTACULAR_DENO": DENO, **(env or {})}
    return run([os.path.join(BUILD, "tntc"), *arguments], cwd=folder, env=environment)


def build(folder, store, registry, base_image):
    """Builds and pushes; gives the recorded reference."""
    said = tntc(
        folder, "build", "--builder", "buildah", "--base", base_image, "--registry", registry.address,
        "--tag", "test", "--push", env=store.environment)
    expect("STEP 1/" in said, True, f"what buildah prints is shown: {said}")
    with open(os.path.join(folder, ".tentacular", "base-image.txt"), encoding="utf-8") as file:
        recorded = file.read()
    expect(said.splitlines()[-1], f".tentacular/base-image.txt: {recorded.rstrip()}", "what tntc says at the end")
    return recorded


def check_push(folder, store, registry, base_image):
    recorded = build(folder, store, registry, base_image)
    digest = registry.digest(NAME, "test")
    expect(recorded, f"{registry.address}/{NAME}@{digest}\n", "what tntc recorded, beside what the registry says")
    store.forget_images()
    expect(build(folder, store, registry, base_image), recorded, "the image of the same programs, built again")
    left = [name for name in os.listdir(folder) if name.startswith("tntc-build-")]
    expect(left, [], "temporary folders")
    return digest


def check_configuration(registry, digest, base_digest):
    """What the registry has is what the Dockerfile says, on the base."""
    configuration = registry.configuration(NAME, digest)
    config = configuration["config"]
    expect(config["User"], "65534:65534", "the image's user")
    expect(config["Entrypoint"][:2], [NAME, "serve"], "its entry point")
    expect(list(config["ExposedPorts"]), ["8080/tcp"], "its port")
    expect(config["Labels"]["org.opencontainers.image.title"], NAME, "its label")
    layers = registry.layers(NAME, digest)
    expect(layers[:-1], registry.layers("base", base_digest), "the layers below the one of the programs")
    return dict(pair.split("=", 1) for pair in config["Env"])


def check_files(image, base_folder):
    """The image holds the base and the two programs, and no code of any workflow."""
    def files(folder):
        return {
            os.path.relpath(os.path.join(place, name), folder)
            for place, _, names in os.walk(folder) for name in names
        }

    expect(sorted(files(image) - files(base_folder)), sorted(PROGRAMS), "files that the base does not have")
    expect(sorted(files(base_folder) - files(image)), [], "files of the base that are gone")
    for path, original in PROGRAMS.items():
        with open(os.path.join(image, path), "rb") as copy, open(original, "rb") as source:
            expect(copy.read() == source.read(), True, f"{path} is the program that was given")


def render(folder, digest, registry):
    """Renders the example with the recorded image; gives the folder of the workflow in the tree."""
    pod.write_example(ROOT, folder)
    tntc(folder, "render", "uptime-prober")
    tree = os.path.join(folder, "deploy", "uptime-prober")
    with open(os.path.join(tree, "kustomization.yaml"), encoding="utf-8") as file:
        images = yaml.safe_load(file)["images"]
    expect(images, [{"name": NAME, "newName": f"{registry.address}/{NAME}", "digest": digest}], "kustomization.yaml")
    return tree


def test(folder, archives):
    os.mkdir(os.path.join(folder, ".git"))  # a repository's root: nothing above it is looked at
    with Registry(os.path.join(folder, "registry")) as registry:
        store = Store(os.path.join(folder, "store"), registry.address)
        base_folder = os.path.join(folder, "base")
        base.unpack(archives, base_folder)
        base_image = f"{registry.address}/base"
        base_digest = store.push_folder(base_folder, base_image)
        digest = check_push(folder, store, registry, f"{base_image}@{base_digest}")
        environment = check_configuration(registry, digest, base_digest)
        store.forget_images()
        image = store.mount(f"{registry.address}/{NAME}@{digest}")
        check_files(image, base_folder)
        tree = render(folder, digest, registry)
        pod.run(image, tree, environment, os.path.join(folder, "pod"))


def skip(reason):
    print(f"skipped: the image test ({reason})", file=sys.stderr)
    return 1 if os.environ.get("TNTC_REQUIRE_TOOLS") == "1" else 0


def main():
    reason = missing()
    if reason:
        return skip(reason)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="tntc-image-") as folder:
        archives = os.path.join(folder, "archives")
        try:
            base.download(archives)
        except Failed as failure:
            return skip(f"the packages of the base cannot be had: {failure}")
        try:
            test(folder, archives)
        except Failed as failure:
            print(f"image: {failure}", file=sys.stderr)
            return 1
    print("image: built, pushed, pulled by its digest, and run with a read-only root as user 65534")
    return 0


if __name__ == "__main__":
    sys.exit(main())
