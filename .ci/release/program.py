"""A program as it is installed, in a tarball or below a prefix: with completions, man pages, schemas and licences."""

import argparse
import pathlib
import struct
import subprocess
import sys

import licences
import manual

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPLETIONS = {
    "bash": "share/bash-completion/completions/{}", "zsh": "share/zsh/site-functions/_{}",
    "fish": "share/fish/vendor_completions.d/{}.fish",
}
SCHEMAS = ("workflow", "config", "accepted")
# `e_machine` of an ELF header.
MACHINES = {62: "x86_64", 183: "aarch64"}


class Program:
    """One of the two, and what it says of itself."""

    def __init__(self, name, file, objects):
        self.name, self.file, self.objects = name, file.resolve(), objects
        # A file that is no program is told before it is run.
        self.platform = self.processor()
        self.version = self.said("--version").strip()

    def said(self, *arguments):
        # Nothing of the caller's settings, like the width of the terminal, goes into a release.
        try:
            return subprocess.run(
                [self.file, *arguments], check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"{self.file}: does not say what it is ({error}); expected a program of this machine")

    def processor(self):
        header = self.file.open("rb").read(20)
        if header[:4] != b"\x7fELF":
            sys.exit(f"{self.file}: no program of Linux (ELF)")
        (machine,) = struct.unpack_from("<H", header, 18)
        if machine not in MACHINES:
            known = ", ".join(MACHINES.values())
            sys.exit(f"{self.file}: of a processor without a name here ({machine}); known: {known}")
        return f"linux-{MACHINES[machine]}"

    def content(self):
        """What is to lie below a prefix like /usr/local: bytes by path."""
        content = {f"bin/{self.name}": self.file.read_bytes()}
        for shell, path in COMPLETIONS.items():
            content[path.format(self.name)] = self.said("--generate-completion-script", shell).encode()
        for name, page in manual.pages(self.said("--experimental-dump-help"), self.version).items():
            content[f"share/man/man1/{name}.1"] = page.encode()
        if self.name == "tntc":
            for schema in SCHEMAS:
                content[f"share/tntc/schemas/{schema}.schema.json"] = self.said("schema", schema).encode()
        for path, text in licences.texts(self.name, self.objects, ROOT).items():
            content[f"share/licenses/{self.name}/{path}"] = text
        return content


def existing(text):
    path = pathlib.Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(
            f"`{text}` is no file; `make release` makes those of a release, `make build` those of a debug build")
    return path
