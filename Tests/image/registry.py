"""Debian's docker-registry on a free port of loopback, and what it says about an image."""

import http.client
import json
import os
import socket
import subprocess
import time

from check import Failed

MANIFESTS = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"
CONFIGURATION = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage:
  filesystem: {{rootdirectory: {folder}/blobs}}
http:
  addr: {address}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Registry:
    """Serves while its `with` lasts."""

    def __init__(self, folder):
        os.mkdir(folder)
        self._folder = folder
        self.address = f"127.0.0.1:{free_port()}"

    def __enter__(self):
        configuration = os.path.join(self._folder, "config.yml")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=self._folder, address=self.address))
        with open(os.path.join(self._folder, "log"), "wb") as log:
            self._process = subprocess.Popen(
                ["docker-registry", "serve", configuration], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(200):
            try:
                self._request("GET", "/v2/")
                return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise Failed("the registry does not answer")

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def _request(self, method, path, accept="*/*"):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(method, path, headers={"Accept": accept})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def digest(self, name, reference):
        answer, _ = self._request("HEAD", f"/v2/{name}/manifests/{reference}", MANIFESTS)
        if answer.status != 200:
            raise Failed(f"the registry has no {name}:{reference}: HTTP {answer.status}")
        return answer.headers["Docker-Content-Digest"]

    def _manifest(self, name, digest):
        return json.loads(self._request("GET", f"/v2/{name}/manifests/{digest}", MANIFESTS)[1])

    def layers(self, name, digest):
        return [layer["digest"] for layer in self._manifest(name, digest)["layers"]]

    def configuration(self, name, digest):
        blob = self._manifest(name, digest)["config"]["digest"]
        return json.loads(self._request("GET", f"/v2/{name}/blobs/{blob}")[1])
