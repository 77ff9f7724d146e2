"""Judges `make install` and `make uninstall`; arguments: a program, and a folder to install in. Prints what is wrong."""

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHELLS = {
    "bash": ("share/bash-completion/completions/tntc", "complete "), "zsh": ("share/zsh/site-functions/_tntc", "#compdef"),
    "fish": ("share/fish/vendor_completions.d/tntc.fish", "complete -c"),
}
# Parses a script, and runs nothing of it.
PARSING = {"bash": "-n", "zsh": "-n", "fish": "--no-execute"}
found = []


def wrong(condition, text):
    if condition:
        found.append(text)


def main():
    program, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    prefix = folder / "there/opt/tntc"

    def make(target, **others):
        variables = {
            "DESTDIR": folder / "there", "PREFIX": "/opt/tntc", "STAGE": folder / "stage", "TNTC": program, **others,
        }
        # Of a make that runs the tests.
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        return subprocess.run(
            ["make", "--no-print-directory", target, *(f"{name}={value}" for name, value in variables.items())],
            cwd=ROOT, env=environment, umask=0o077, capture_output=True, text=True)

    outcome = make("install")
    wrong(outcome.returncode, f"install: {outcome.stderr}")
    if outcome.returncode:
        return
    judge_files(prefix, program)
    first = listed(prefix)

    # Over an older one, of which a file is left, beside a file of somebody else.
    (prefix / "share/man/man1/tntc-older.1").write_text("")
    (prefix / "share/tntc/installed-files").open("a").write("share/man/man1/tntc-older.1\n")
    (prefix / "share/man/man1/other.1").write_text("")
    os.utime(folder / "stage/bin/tntc", (0, 0))
    wrong(make("install").returncode, "install: not over an older one")
    wrong((folder / "stage/bin/tntc").stat().st_mtime, "install: made anew what was made already")
    others = {pathlib.Path("share/man/man1/other.1")}
    wrong(listed(prefix) - others != first, f"install: {listed(prefix) ^ first}")

    wrong(make("uninstall").returncode, "uninstall: failed")
    wrong(listed(prefix) != others, f"uninstall: leaves {listed(prefix) - others}")
    wrong(list(folder.glob("there/opt/tntc/*")) != [prefix / "share"], "uninstall: leaves empty folders")
    judge_refusals(make, prefix)


def judge_files(prefix, program):
    for path in ["bin/tntc", "share/man/man1/tntc.1", "share/man/man1/tntc-secrets-check.1", "share/licenses/tntc",
                 "share/tntc/schemas/workflow.schema.json", "share/tntc/schemas/config.schema.json"]:
        wrong(not (prefix / path).exists(), f"install: no {path}")
    for path in [prefix, *prefix.rglob("*")]:
        mode = 0o755 if path.is_dir() or path.parent.name == "bin" else 0o644
        wrong(path != prefix and path.stat().st_mode & 0o777 != mode, f"{path}: mode {path.stat().st_mode:o}")
    said = subprocess.run([prefix / "bin/tntc", "--version"], capture_output=True)
    wrong(said.stdout != subprocess.run([program, "--version"], capture_output=True).stdout, "another program")
    for shell, (path, beginning) in SHELLS.items():
        text = (prefix / path).read_text()
        wrong(beginning not in text or "canary" not in text, f"no completions for {shell}")
        if shutil.which(shell):
            parsed = subprocess.run([shell, PARSING[shell], prefix / path], capture_output=True)
            wrong(parsed.returncode or parsed.stderr, f"completions for {shell}: {parsed.stderr}")
    if shutil.which("groff"):
        pages = sorted((prefix / "share/man/man1").iterdir())
        read = subprocess.run(["groff", "-Kutf8", "-man", "-Tutf8", "-ww", *pages], capture_output=True)
        wrong(read.returncode or read.stderr or b"tntc-secrets-check" not in read.stdout, f"man pages: {read.stderr}")


def judge_refusals(make, prefix):
    outcome = make("uninstall")
    wrong(outcome.returncode == 0 or "no tntc was installed here" not in outcome.stderr, f"nothing: {outcome.stderr}")
    outcome = make("install", DESTDIR="", PREFIX="here")
    wrong(outcome.returncode == 0 or "`here` is no path from the root" not in outcome.stderr, f"here: {outcome.stderr}")
    # A list that leads out of the prefix.
    (prefix / "share/tntc").mkdir(parents=True)
    (prefix / "share/tntc/installed-files").write_text("share/man/man1/other.1\n../../etc/passwd\n")
    outcome = make("uninstall")
    wrong(outcome.returncode == 0 or "nothing was removed" not in outcome.stderr, f"outside: {outcome.stderr}")
    wrong(not (prefix / "share/man/man1/other.1").exists(), "outside: something was removed")


def listed(prefix):
    return {path.relative_to(prefix) for path in prefix.rglob("*") if path.is_file()}


main()
print("\n".join(found))
