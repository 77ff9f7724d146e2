"""buildah with a store of its own, which needs nothing of the kernel but files."""

import os

from check import run

STORAGE = """\
[storage]
driver = "vfs"
graphroot = "{folder}/graph"
runroot = "{folder}/run"
"""
REGISTRIES = """\
[[registry]]
location = "{registry}"
insecure = true
"""


class Store:
    def __init__(self, folder, registry):
        os.mkdir(folder)
        self._folder = folder
        storage = self._write("storage.conf", STORAGE.format(folder=folder))
        registries = self._write("registries.conf", REGISTRIES.format(registry=registry))
        # For tntc too: it hands its environment on.
        self.environment = {
            "HOME": folder, "BUILDAH_ISOLATION": "chroot", "STORAGE_DRIVER": "vfs",
            "CONTAINERS_STORAGE_CONF": storage, "CONTAINERS_REGISTRIES_CONF": registries,
        }

    def _write(self, name, text):
        path = os.path.join(self._folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def _buildah(self, *arguments):
        return run(["buildah", *arguments], env={"PATH": os.environ["PATH"], **self.environment})

    def push_folder(self, folder, name):
        """Makes an image of a folder and pushes it; gives its digest."""
        digest = os.path.join(self._folder, "digest")
        container = self._buildah("from", "scratch").strip()
        self._buildah("copy", "--quiet", container, folder, "/")
        self._buildah("commit", "--quiet", container, name)
        self._buildah("rm", container)
        self._buildah("push", "--quiet", "--digestfile", digest, name)
        with open(digest, encoding="utf-8") as file:
            return file.read().strip()

    def forget_images(self):
        self._buildah("rmi", "--all", "--force")

    def mount(self, image):
        """Pulls an image and gives the folder with its files."""
        self._buildah("from", "--pull-always", "--name", "served", image)
        return self._buildah("mount", "served").strip()
