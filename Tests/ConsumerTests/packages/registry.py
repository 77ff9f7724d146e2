"""Registries of packages on loopback, as jsr.io, npm and a server of modules answer; see README.md beside it.

    registry.py FOLDER

FOLDER takes the certificate, and `requests`: a line for each path that was asked for. While it holds a file `changed`,
what ends in `.changed` stands for what does not. It prints one line of JSON with its addresses, and ends when its
standard input does. Answers come of the folders beside this file alone.
"""

import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import re
import ssl
import subprocess
import sys
import tarfile
import threading
import urllib.parse

PACKAGES = os.path.dirname(os.path.abspath(__file__))
# Of every version: before any age that Deno asks of packages.
PUBLISHED = "2024-01-01T00:00:00.000Z"
IMPORT = re.compile(
    r"""^(?P<kind>import|export)(?P<type> type\b)? (?:[^"';=()]*?\bfrom )?(?P<text>"[^"\n]+")"""
    r"""(?: with \{ type: "(?P<attribute>\w+)" \})?""", re.MULTILINE)
DYNAMIC_IMPORT = re.compile(r"""\bimport\((?P<text>"[^"\n]+")\)""")


class Server:
    """What both listeners share."""

    def __init__(self, folder):
        self.log = os.path.join(folder, "requests")
        self.lock = threading.Lock()
        self.switch = os.path.join(folder, "changed")
        self.packages_address = None
        open(self.log, "w").close()

    def note(self, path):
        with self.lock, open(self.log, "a") as log:
            log.write(path + "\n")

    def place(self, *parts):
        """The file or folder of a path in the data; None where there is none."""
        changed = os.path.exists(self.switch)
        place = PACKAGES
        for name in [name for part in parts for name in part.split("/")]:
            if name in ("", ".", "..") or name.endswith(".changed"):
                return None
            place = os.path.join(place, name)
            if changed and os.path.exists(place + ".changed"):
                place += ".changed"
        return place if os.path.exists(place) else None

    def files(self, folder):
        """Path and bytes of all files below a folder, in one order."""
        files = {}
        for parent, folders, names in os.walk(folder):
            for name in names:
                place = os.path.join(parent, name)
                with open(place, "rb") as file:
                    files[os.path.relpath(place, folder)] = file.read()
        return dict(sorted(files.items()))

    def versions(self, *parts):
        folder = self.place(*parts)
        if folder is None or not os.path.isdir(folder):
            return None
        return sorted(name for name in os.listdir(folder) if re.fullmatch(r"\d+\.\d+\.\d+[-a-z.0-9]*", name)
                      and not name.endswith(".changed"))

    def jsr(self, path):
        """@scope/name/meta.json, @scope/name/1.0.0_meta.json, @scope/name/1.0.0/FILE"""
        parts = path.split("/", 3)
        if len(parts) < 3:
            return None
        package = f"{parts[0]}/{parts[1]}"
        versions = self.versions("jsr", package)
        if versions is None:
            return None
        if parts[2:] == ["meta.json"]:
            return self.json({
                "scope": parts[0][1:], "name": parts[1],
                "versions": {
                    version: {"createdAt": PUBLISHED, **({"yanked": True} if self.is_yanked(package, version) else {})}
                    for version in versions
                },
            })
        if len(parts) == 3:
            version = parts[2].removesuffix("_meta.json")
            return self.json(self.jsr_version(package, version)) if version in versions else None
        place = self.place("jsr", path)
        if place is None or os.path.isdir(place) or parts[3] == "yanked":
            return None
        return {"Content-Type": content_type(place)}, read(place)

    def is_yanked(self, package, version):
        return self.place("jsr", package, version, "yanked") is not None

    def jsr_version(self, package, version):
        files = self.files(self.place("jsr", package, version))
        files.pop("yanked", None)
        lie = b"\n" if package.endswith("/liar") else b""
        return {
            "manifest": {
                f"/{path}": {"size": len(data), "checksum": "sha256-" + hashlib.sha256(data + lie).hexdigest()}
                for path, data in files.items()
            },
            "moduleGraph2": {
                f"/{path}": module_information(data.decode()) for path, data in files.items()
                if path.endswith((".ts", ".js", ".tsx", ".mjs"))
            },
            "exports": exports(json.loads(files["jsr.json"])["exports"]),
        }

    def npm(self, path):
        """NAME, @scope/NAME, and their tarballs @scope/NAME/-/NAME-VERSION.tgz"""
        name, _, tarball = urllib.parse.unquote(path).partition("/-/")
        versions = self.versions("npm", name)
        if versions is None:
            return None
        if tarball:
            version = tarball.removesuffix(".tgz").removeprefix(name.rpartition("/")[2] + "-")
            if version not in versions:
                return None
            return {"Content-Type": "application/octet-stream"}, self.tarball(name, version)
        descriptions = {version: self.npm_version(name, version) for version in versions}
        return self.json({
            "name": name, "dist-tags": {"latest": versions[-1]}, "versions": descriptions,
            "time": {version: PUBLISHED for version in versions},
        })

    def npm_version(self, name, version):
        description = json.loads(read(self.place("npm", name, version, "package.json")))
        data = self.tarball(name, version)
        lie = b"\n" if name == "liar" else b""
        digest = base64.b64encode(hashlib.sha512(data + lie).digest()).decode()
        return {
            **description,
            **({"hasInstallScript": True} if "postinstall" in description.get("scripts", {}) else {}),
            "dist": {
                "tarball": f"{self.packages_address}/npm/{name}/-/{name.rpartition('/')[2]}-{version}.tgz", "integrity": f"sha512-{digest}",
                "shasum": hashlib.sha1(data + lie).hexdigest(),
            },
        }

    def tarball(self, name, version):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for path, data in self.files(self.place("npm", name, version)).items():
                entry = tarfile.TarInfo(f"package/{path}")
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
        # Stored, not compressed: versions of zlib differ in their output.
        return gzip.compress(packed.getvalue(), compresslevel=0, mtime=0)

    def web(self, path):
        listed = json.loads(read(self.place("web", "answers.json"))).get(path, {})
        if "redirect" in listed:
            return {"Location": listed["redirect"]}, b""
        place = self.place("web", path)
        if place is None or os.path.isdir(place):
            return None
        return {"Content-Type": listed.get("type", content_type(place))}, read(place)

    @staticmethod
    def json(value):
        return {"Content-Type": "application/json"}, json.dumps(value).encode()


def read(place):
    with open(place, "rb") as file:
        return file.read()


def content_type(path):
    ending = os.path.splitext(path)[1]
    return {
        ".ts": "text/typescript", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json",
        ".tsx": "text/tsx",
    }.get(ending, "text/plain; charset=utf-8")


def exports(value):
    return {".": value} if isinstance(value, str) else value


def position(text, offset):
    line = text.count("\n", 0, offset)
    return [line, offset - (text.rfind("\n", 0, offset) + 1)]


def module_information(text):
    """What jsr.io tells of a module before anybody downloads it; for imports that begin a line."""
    dependencies = []
    for match in IMPORT.finditer(text):
        attributes = {"importAttributes": {"known": {"type": match["attribute"]}}} if match["attribute"] else {}
        dependencies.append({
            "type": "static", "kind": match["kind"] + ("Type" if match["type"] else ""),
            "specifier": match["text"][1:-1],
            "specifierRange": [position(text, match.start("text")), position(text, match.end("text"))],
            **attributes,
        })
    for match in DYNAMIC_IMPORT.finditer(text):
        dependencies.append({
            "type": "dynamic", "argument": match["text"][1:-1],
            "argumentRange": [position(text, match.start("text")), position(text, match.end("text"))],
        })
    return {"dependencies": dependencies} if dependencies else {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path.lstrip("/")
        room, _, rest = path.partition("/")
        answers = self.server.shared
        answers.note(f"/{path}")
        find = {"jsr": answers.jsr, "npm": answers.npm, "web": answers.web}.get(room)
        answer = find(urllib.parse.unquote(rest) if room != "npm" else rest) if find else None
        headers, body = answer or ({}, b"not found\n")
        self.send_response(404 if answer is None else 302 if "Location" in headers else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, shared, context=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.shared = shared
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        # A client that goes away, or does not trust the certificate.
        pass


def make_certificate(folder):
    """For `localhost`, trusted by nobody who is not told to; None without openssl."""
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None, None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    shared = Server(folder)
    packages = Listener(shared)
    shared.packages_address = f"http://127.0.0.1:{packages.server_port}"
    addresses = {
        "jsr": f"{shared.packages_address}/jsr/", "npm": f"{shared.packages_address}/npm/",
        "http": f"{shared.packages_address}/web", "requests": shared.log,
    }
    certificate, context = make_certificate(folder)
    if context:
        addresses["https"] = f"https://localhost:{Listener(shared, context).server_port}/web"
        addresses["certificate"] = certificate
    print(json.dumps(addresses), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
