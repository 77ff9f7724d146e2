#!/usr/bin/env python3
"""Runs the cases below golden/ with any tntc, and compares what comes of them with what is recorded.

A case is a folder:

- `input/`: copied to a scratch folder, in which the commands run; may be missing.
- `commands`: a shell line each, run in order with `tntc` on PATH; `#` starts a comment.
- `transcript`: each line, what it printed, and its exit code when that is not 0.
- `expected/`: every file that is new afterwards, or not as it was in the input; a link is its target after `-> `.
- `expected.digests`: the SHA-256 digests of those over 64 KB, as `sha256sum` writes them.
- `expected.removed`: files of the input that are gone, a path each line.
- `expected.empty`: folders with nothing in them, a path each line.

Each case runs twice, in surroundings that must not matter, or with --once in the unusual ones alone, and with --usual in
the usual ones. Exit code 0: all is as recorded; 1: something is not, or was recorded; 2: there was nothing to run.
"""

import argparse
import concurrent.futures
import difflib
import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

LARGEST = 65_536
SECONDS_PER_COMMAND = 60
LONGEST_DIFFERENCE = 6000
LISTS = ("digests", "removed", "empty")


@dataclass
class Surroundings:
    """What must not matter for the result."""

    folder: str
    umask: int
    time_zone: str
    language: str
    is_reversed: bool


USUAL = Surroundings("a", 0o022, "UTC", "C", False)
OTHERS = Surroundings("another folder/of ünusual/name", 0o077, "Asia/Kathmandu", "tr_TR.UTF-8", True)


@dataclass
class Result:
    transcript: bytes
    # Small files that are new or changed.
    files: dict[str, bytes]
    # The lines of `expected.digests` and its kin.
    lists: dict[str, list[str]]

    def parts(self):
        """All of it as files, by the names that a case has for them."""
        found = {"transcript": self.transcript}
        found |= {f"expected/{path}": content for path, content in self.files.items()}
        for name, lines in self.lists.items():
            if lines:
                found[f"expected.{name}"] = "".join(f"{line}\n" for line in lines).encode()
        return found


class Tree:
    """Files and empty folders below a folder. What git keeps for itself, `.git`, is left out."""

    def __init__(self, folder):
        self.files, self.empty = {}, []
        self.read(folder, "")

    def read(self, folder, prefix):
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name)) if folder.is_dir() else []
        for entry in entries:
            path = prefix + entry.name
            if entry.name == ".git":
                continue
            if entry.is_symlink():
                self.files[path] = b"-> " + os.fsencode(os.readlink(entry))
            elif entry.is_dir():
                self.read(pathlib.Path(entry), f"{path}/")
            elif entry.is_file():
                self.files[path] = pathlib.Path(entry).read_bytes()
        if not entries and prefix:
            self.empty.append(prefix)


def recorded(case):
    parts = {}
    if (case / "transcript").exists():
        parts["transcript"] = (case / "transcript").read_bytes()
    parts |= {f"expected/{path}": content for path, content in Tree(case / "expected").files.items()}
    for name in LISTS:
        if (case / f"expected.{name}").exists():
            parts[f"expected.{name}"] = (case / f"expected.{name}").read_bytes()
    return parts


def record(case, parts):
    shutil.rmtree(case / "expected", ignore_errors=True)
    for name in LISTS:
        (case / f"expected.{name}").unlink(missing_ok=True)
    for path, content in parts.items():
        (case / path).parent.mkdir(parents=True, exist_ok=True)
        (case / path).write_bytes(content)


def commands(case):
    lines = (case / "commands").read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("#")]


def run(case, tntc, around):
    with tempfile.TemporaryDirectory(prefix="tntc-golden-") as scratch:
        scratch = pathlib.Path(scratch)
        work = scratch / around.folder
        work.mkdir(parents=True)
        given = Tree(case / "input")
        for path in sorted(given.files, reverse=around.is_reversed):
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_bytes(given.files[path])
        transcript = b""
        for command in commands(case):
            text, status = shell(command, work, tntc, scratch, around)
            transcript += f"$ {command}\n".encode() + text
            if text and not text.endswith(b"\n"):
                transcript += b"\n"
            if status:
                transcript += f"[exit {status}]\n".encode()
        return result(transcript, given, Tree(work))


def result(transcript, given, left):
    changed = {path: content for path, content in left.files.items() if given.files.get(path) != content}
    large = {path: content for path, content in changed.items() if len(content) > LARGEST}
    return Result(
        # As text, so that a transcript can be read in a review; other bytes become U+FFFD.
        transcript.decode(errors="replace").encode(),
        {path: content for path, content in changed.items() if path not in large},
        {
            "digests": [f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in large.items()],
            "removed": [path for path in given.files if path not in left.files],
            "empty": left.empty,
        })


def shell(command, work, tntc, scratch, around):
    """Output and errors go to one file, so that they keep their order."""
    name = "golden"
    with tempfile.TemporaryDirectory(dir=scratch) as home, tempfile.TemporaryFile() as output:
        environment = {
            "PATH": f"{tntc.parent}:/usr/local/bin:/usr/bin:/bin", "HOME": home, "TZ": around.time_zone,
            "LC_ALL": around.language, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": f"{name}@example.com", "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": f"{name}@example.com", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
            "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
            # Whether the engine and Deno are there is not to show.
            "TNTC_NO_LOAD": "1",
        }
        process = subprocess.Popen(
            ["/bin/sh", "-c", command], cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=output, umask=around.umask, start_new_session=True)
        try:
            status = process.wait(SECONDS_PER_COMMAND)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise RuntimeError(f"`{command}` was not done after {SECONDS_PER_COMMAND} seconds") from None
        output.seek(0)
        return output.read(), status if status >= 0 else 128 - status


def difference(left, right, names):
    lines = []
    for path in sorted(left.keys() | right.keys()):
        if left.get(path) != right.get(path):
            pair = [[*part.get(path, b"").decode(errors="backslashreplace").splitlines(True)] for part in (left, right)]
            told = [line if line.endswith("\n") else f"{line}\n" for line in difflib.unified_diff(
                *pair, *(f"{name}/{path}" if path in part else "/dev/null" for name, part in zip(names, (left, right))))]
            # An empty file that comes or goes has no lines.
            lines += told or [f"--- {path}: in one of {' and '.join(names)} alone, and empty\n"]
    text = "".join(lines)
    return text if len(text) <= LONGEST_DIFFERENCE else f"{text[:LONGEST_DIFFERENCE]}\n… ({len(text)} characters in all)\n"


def check(case, tntc, surroundings, is_recording):
    """What is wrong with a case; empty when nothing is."""
    try:
        results = [run(case, tntc, around).parts() for around in surroundings]
    except (OSError, ValueError, RuntimeError) as error:
        return f"{case.name}: {error}\n"
    usual, others = results[0], results[-1]
    if usual != others:
        told = difference(usual, others, ("usual", "others"))
        return f"{case.name}: the result depends on folder, umask, language or time zone\n{told}"
    before = recorded(case)
    if before == usual:
        return ""
    if not is_recording:
        return f"{case.name}: not what is recorded\n{difference(before, usual, ('recorded', 'now'))}"
    record(case, usual)
    return f"{case.name}: recorded; look at the diff\n"


def ignored(folder, names):
    """What is recorded and git ignores, as by a recorded .gitignore: a clone would not have it."""
    asking = ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "--", *names]
    return subprocess.run(asking, cwd=folder, capture_output=True, encoding="utf-8").stdout.splitlines()


def alone(tntc, folder):
    """The program under the name `tntc`, with nothing beside it that it could find."""
    place = pathlib.Path(folder) / "tntc"
    try:
        os.link(tntc, place)
    except OSError:
        shutil.copy2(tntc, place)
    return place


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tntc", default=root / ".build/debug/tntc", type=pathlib.Path, help="the program to run")
    parser.add_argument("--golden", default=root / "golden", type=pathlib.Path, help="the folder of the cases")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="run each case once, in a folder and a language of another kind")
    how.add_argument("--usual", action="store_true", help="run each case once, in the usual surroundings")
    how.add_argument("--record", action="store_true", help="write the results over what is recorded; exit code 1")
    parser.add_argument("case", nargs="*", help="names of cases; all without")
    options = parser.parse_args()
    there = sorted(file.parent.name for file in options.golden.glob("*/commands"))
    missing = [name for name in options.case if name not in there]
    if missing or not there:
        parser.error(f"there is no case {' or '.join(missing)} in {options.golden}")
    tntc = options.tntc.resolve()
    if not os.access(tntc, os.X_OK):
        parser.error(f"there is no program {options.tntc}; `make build` makes .build/debug/tntc")
    started = time.monotonic()
    names = options.case or there
    surroundings = [OTHERS] if options.once else [USUAL] if options.usual else [USUAL, OTHERS]
    with tempfile.TemporaryDirectory(prefix="tntc-golden-") as folder:
        program = alone(tntc, folder)
        with concurrent.futures.ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
            cases = [options.golden / name for name in names]
            wrong = 0
            for problem in pool.map(lambda case: check(case, program, surroundings, options.record), cases):
                wrong += bool(problem)
                print(problem, end="", flush=True)
    for path in ignored(options.golden, names):
        wrong += 1
        print(f"{path}: git ignores this file, so a clone lacks it; let the commands remove it")
    print(f"{len(names)} goldens, {wrong} not as recorded, in {time.monotonic() - started:.1f} seconds")
    if options.record:
        print("a recording is no test")
    return 1 if wrong or options.record else 0


if __name__ == "__main__":
    sys.exit(main())
