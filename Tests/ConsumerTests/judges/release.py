"""Judges the folder that `make dist` writes; arguments: that, and both programs. Prints what is wrong, a line each."""

import hashlib
import json
import pathlib
import platform as platforms
import re
import socket
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Of Package.swift: what a program names itself; more follows from those.
DIRECT = {
    "tntc": {
        "swift-argument-parser", "swift-crypto", "swift-subprocess", "swift-system", "swift", "libyaml", "glibc",
        "libstdc++",
    },
    "tentacular-engine": {
        "hummingbird", "swift-service-lifecycle", "swift-log", "swift-metrics", "swift-nio", "swift-nio-extras",
        "swift-http-types", "async-http-client", "swift-nio-ssl", "swift-collections", "swift", "libyaml", "zlib",
    },
}
ENGINE_ALONE = {"hummingbird", "swift-nio"}
found = []


def wrong(condition, text):
    if condition:
        found.append(text)


def main():
    folder, programs = pathlib.Path(sys.argv[1]), {pathlib.Path(path).name: path for path in sys.argv[2:4]}
    version, platform = said(programs["tntc"], "--version").strip(), f"linux-{platforms.machine()}"
    statement = f"tntc-{version}-{platform}.intoto.json"
    tarballs = {name: f"{name}-{version}-{platform}.tar.gz" for name in programs}
    tarballs["tntc-ci"] = f"tntc-ci-{version}.tar.gz"
    there = sorted(file.name for file in folder.iterdir())
    wrong(there != sorted([*tarballs.values(), statement, "SHA256SUMS"]), f"files: {there}")
    sums(folder)
    judge_statement((folder / statement).read_text(), folder, set(tarballs.values()))
    for name, tarball in tarballs.items():
        with tarfile.open(folder / tarball) as archive:
            members = archive.getmembers()
            judge_members(tarball, members)
            files = [member for member in members if member.isfile()]
            content = {member.name.partition("/")[2]: archive.extractfile(member).read() for member in files}
        if name in programs:
            judge_program(name, content, programs[name], version)
        else:
            judge_examples(content, version, {name: digest(folder / tarball) for name, tarball in tarballs.items()})
    judge_refusals(programs)
    print("\n".join(found))


def judge_refusals(programs):
    """What cannot be packed is told by its name, and nothing is written."""
    cases = {
        "/nonexistent": "`/nonexistent` is no file; `make release` makes",
        __file__: "no program of Linux", "/bin/false": "does not say what it is",
    }
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "dist"
        for program, expected in cases.items():
            outcome = subprocess.run(
                [sys.executable, "-B", ROOT / ".ci/release", "--out", out, "--tntc", program, "--tntc-objects", __file__,
                 "--engine", programs["tentacular-engine"], "--engine-objects", __file__],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            wrong(outcome.returncode == 0 or expected not in outcome.stderr or out.exists(),
                  f"{program}: {outcome.returncode}: {outcome.stderr}")


def said(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def sums(folder):
    outcome = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    wrong(outcome.returncode, f"sha256sum: {outcome.stdout}{outcome.stderr}")
    named = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    wrong(named | {"SHA256SUMS"} != {file.name for file in folder.iterdir()}, f"SHA256SUMS names {named}")


def judge_members(tarball, members):
    names = [member.name for member in members]
    top = tarball.removesuffix(".tar.gz")
    files = [member.name for member in members if member.isfile()]
    wrong(files != sorted(files) or len(set(names)) != len(names), f"{tarball}: not sorted")
    wrong(any(name != top and not name.startswith(f"{top}/") for name in names), f"{tarball}: more than one folder")
    for member in members:
        owner = (member.uid, member.gid, member.uname, member.gname, member.mtime)
        wrong(owner != (0, 0, "", "", 315532800), f"{member.name}: {owner}")
        wrong(member.mode not in (0o755, 0o644), f"{member.name}: mode {member.mode:o}")
        wrong(not (member.isfile() or member.isdir()), f"{member.name}: no file")
    run = {member.name.partition("/")[2] for member in members if member.isfile() and member.mode == 0o755}
    wrong(any(not path.startswith("bin/") and path != "pre-commit" for path in run), f"{tarball}: {run} can be run")


def judge_program(name, content, program, version):
    wrong(content[f"bin/{name}"] != pathlib.Path(program).read_bytes(), f"{name}: another program")
    texts = {}
    for path, text in content.items():
        if path.startswith(f"share/licenses/{name}/"):
            package = path.split("/")[3]
            texts[package] = texts.get(package, b"") + text
    wrong(DIRECT[name] - texts.keys(), f"{name}: no licence of {DIRECT[name] - texts.keys()}")
    wrong(name == "tntc" and texts.keys() & ENGINE_ALONE, f"tntc: licences of the engine: {sorted(texts)}")
    for package, text in texts.items():
        wrong(not re.search(rb"(?i)licen[cs]e|permission", text), f"{name}: {package} has no licence text")
    if name == "tntc":
        wrong(b"GNU LESSER GENERAL PUBLIC LICENSE" not in texts["glibc"].upper(), "the LGPL of glibc is not there")
        wrong(b"Keccak" not in texts["swift-crypto"], "the code of XKCP in swift-crypto is not told of")
        for schema in ("workflow", "config", "accepted"):
            text = content[f"share/tntc/schemas/{schema}.schema.json"]
            wrong("$schema" not in json.loads(text), f"schema of {schema}")
    bash = content[f"share/bash-completion/completions/{name}"]
    outcome = subprocess.run(["bash", "-n"], input=bash, capture_output=True)
    wrong(outcome.returncode or b"complete " not in bash, f"{name}: completions for bash: {outcome.stderr}")
    zsh, fish = content[f"share/zsh/site-functions/_{name}"], content[f"share/fish/vendor_completions.d/{name}.fish"]
    wrong(not zsh.startswith(b"#compdef") or b"complete -c" not in fish, f"{name}: completions for zsh or fish")
    pages = {path.split("/")[-1].removesuffix(".1"): text.decode() for path, text in content.items() if "/man1/" in path}
    for page, text in pages.items():
        wrong(f'"{name} {version}"' not in text, f"{page}: of another version")
        wrong(not re.search(r"^\.SH NAME\n\S+ \\- .", text, re.M), f"{page}: a man page without a name")
    commands = re.findall(r"^  ([a-z]+) ", said(program, "--help").partition("SUBCOMMANDS:")[2], re.M)
    without = {f"{name}-{command}" for command in commands} - pages.keys()
    wrong(not commands or without, f"{name}: commands without a man page: {without}")


def judge_examples(content, version, digests):
    files = {file.name for file in (ROOT / "templates/ci").iterdir()}
    wrong(content.keys() != files, f"examples: {sorted(content.keys() ^ files)}")
    for name in ("install.yml", "gitlab-tntc.yml"):
        text = content[name].decode()
        pins = {
            "TNTC_VERSION": version, "TNTC_SHA256": digests["tntc"], "ENGINE_SHA256": digests["tentacular-engine"],
        }
        for key, value in pins.items():
            wrong(re.findall(rf'^ +{key}: "(.*)"$', text, re.M) != [value], f"{name}: {key}")
        own = (ROOT / "templates/ci" / name).read_text()
        wrong(f'TNTC_VERSION: "{version}"' not in own, f"templates/ci/{name} is of another version than {version}")


def judge_statement(text, folder, subjects):
    value = json.loads(text)
    wrong(value["_type"] != "https://in-toto.io/Statement/v1", "statement: type")
    wrong(value["predicateType"] != "https://slsa.dev/provenance/v1", "statement: predicate")
    named = {subject["name"]: subject["digest"]["sha256"] for subject in value["subject"]}
    wrong(named.keys() != subjects, f"statement: of {sorted(named)}")
    wrong(any(digest(folder / name) != sha for name, sha in named.items()), "statement: other digests")
    definition = value["predicate"]["buildDefinition"]
    wrong(not {"buildType", "externalParameters"} <= definition.keys(), "statement: what SLSA asks for")
    wrong("id" not in value["predicate"]["runDetails"]["builder"], "statement: no builder")
    for part in definition["resolvedDependencies"]:
        wrong(not re.fullmatch("[0-9a-f]{40}", part["digest"]["gitCommit"]), f"statement: {part}")
    wrong(re.search(r"\d{4}-\d\d-\d\dT|\d\d:\d\d:\d\d", text), "statement: a time")
    for secret in (socket.gethostname(), str(ROOT), tempfile.gettempdir()):
        wrong(f'"{secret}' in text or f"/{secret}" in text, f"statement: tells {secret}")


main()
