"""Where a release comes from: an in-toto statement (v1) with the provenance predicate of SLSA (v1).

Without times and names of machines, so that it is the same bytes wherever the same release is made.
"""

import hashlib
import json
import subprocess
import sys

BUILD_TYPE = "https://tentacular.dev/dist/v1"
BUILDER = "https://tentacular.dev/make-dist"
# Libraries of Debian that the programs were linked with.
PACKAGES = ("libyaml-dev", "zlib1g-dev", "libc6-dev")


def statement(folder, version, platform, root):
    """JSON that tells of every file in `folder`."""
    subjects = [{"name": file.name, "digest": {"sha256": digest(file)}} for file in sorted(folder.iterdir())]
    value = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {"target": "dist", "version": version, "platform": platform},
                "internalParameters": tools(),
                "resolvedDependencies": [*source(root), *packages(root)],
            },
            "runDetails": {"builder": {"id": BUILDER}},
        },
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def sums(folder):
    """As `sha256sum` writes and checks it."""
    return "".join(f"{digest(file)}  {file.name}\n" for file in sorted(folder.iterdir()) if file.name != "SHA256SUMS")


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def source(root):
    """The commit that is built, when the working tree is that commit."""
    git = ["git", "-C", root]
    commit = said([*git, "rev-parse", "--verify", "--quiet", "HEAD"])
    if not commit or said([*git, "status", "--porcelain"]):
        print("provenance: the working tree is no commit, so that the statement names none", file=sys.stderr)
        return []
    return [{"name": "source commit", "digest": {"gitCommit": commit}}]


def packages(root):
    """Every package at the revision that was resolved."""
    resolved = json.loads((root / "Package.resolved").read_text())
    return [
        {
            "name": pin["identity"],
            "uri": f"git+{pin['location']}@{pin['state'].get('version', pin['state']['revision'])}",
            "digest": {"gitCommit": pin["state"]["revision"]},
        } for pin in sorted(resolved["pins"], key=lambda pin: pin["identity"])
    ]


def tools():
    compiler = (said(["swift", "--version"]) or "").splitlines()
    versions = {name: said(["dpkg-query", "--show", "--showformat=${Version}", name]) for name in PACKAGES}
    return {"swift": compiler[0] if compiler else None} | versions


def said(command):
    """The output of a program, empty when it cannot say."""
    try:
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
