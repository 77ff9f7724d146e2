#!/usr/bin/env python3
"""How the cost of tntc grows: each figure at N and at 4 N, with the exponent of the growth.

It prints a table, and with --record writes it into README.md beside this file. It exits with 1 when something grows faster
than its size does. Times are those of the processors (user and system) of a program and of what it starts, the lowest of
some runs, as they hold on a busy machine too.
"""

import argparse
import contextlib
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import workload
from process import Failed, run
from table import machine, seconds

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(FOLDER))
README = os.path.join(FOLDER, "README.md")
MARKS = ("<!-- growth.py writes this -->", "<!-- to here -->")
IMAGE = "registry.example.com/tentacular-engine:1.0"
TIMES = 4
# Of the exponent: a twentieth is what two runs of one program differ by.
ROOM = 1.1
# Seconds below which a program's time is that of its start.
NOTHING = 0.015

WORKFLOW = "name: {name}\nversion: \"{version}\"\ntriggers: [{{type: manual}}]\nnodes:\n"
NODE = "export default async (ctx: unknown, input: unknown) => {{ return {{ from: \"{name}\", input }}; }};\n"


class Size:
    """One size of one measure: a folder with what is measured in it."""

    def __init__(self, parent, tntc):
        self._parent, self._tntc = parent, tntc

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="tntc-growth-", dir=self._parent)
        os.makedirs(os.path.join(self.folder, ".tentacular"))
        self.git("init", "--quiet", "--initial-branch=main", ".")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def tntc(self, *arguments, runs=3, expected=0):
        """The cheapest of some runs."""
        with contextlib.chdir(self.folder):
            return min(
                (run([self._tntc, *arguments], timeout=1800, expected=expected) for _ in range(runs)), key=processor)

    def once(self, *arguments):
        """What cannot be done twice."""
        return self.tntc(*arguments, runs=1)

    def git(self, *arguments, text=None):
        identity = ["-c", "user.name=growth", "-c", "user.email=growth@example.com", "-c", "commit.gpgsign=false"]
        ended = subprocess.run(
            ["git", *identity, *arguments], cwd=self.folder, input=text, capture_output=True, text=True)
        if ended.returncode != 0:
            raise Failed(f"`git {arguments[0]}`: {ended.stderr}")

    def commit(self, message):
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", message)

    def configure(self, text):
        workload.write(os.path.join(self.folder, ".tentacular", "config.yaml"), text)

    def workflow(self, name, version, nodes=1, chain=True):
        """A small one: its cost is that of a workflow, not of its bytes."""
        folder = os.path.join(self.folder, "workflows", name)
        os.makedirs(os.path.join(folder, "nodes"), exist_ok=True)
        names = [f"node-{number}" for number in range(nodes)]
        text = WORKFLOW.format(name=name, version=version)
        text += "".join(f"  {node}: {{path: nodes/{node}.ts}}\n" for node in names)
        if chain and nodes > 1:
            text += "edges:\n" + "".join(f"- {{from: {a}, to: {b}}}\n" for a, b in zip(names, names[1:]))
        workload.write(os.path.join(folder, "workflow.yaml"), text)
        for node in names:
            workload.write(os.path.join(folder, "nodes", f"{node}.ts"), NODE.format(name=f"{name} {version}"))


def processor(ended):
    return ended.user + ended.system


RENDER = ("render", "workflows", "--image", IMAGE)


def workflows(place, count):
    """Sources are made while the disk has room for them, so they are small."""
    for name in workload.names(count):
        place.workflow(name, "1.0")
    yield "render, new tree", place.once(*RENDER)
    yield "render, nothing changed", place.once(*RENDER)
    yield "list", place.tntc("list", "--no-ages")
    yield "verify", place.tntc("verify", runs=1 if count > 20_000 else 3)


def nodes(place, count):
    place.workflow("large", "1.0", count)
    yield "validate", place.tntc("validate", "workflows")
    yield "render, new tree", place.once(*RENDER)
    yield "verify", place.tntc("verify")
    place.commit("before")
    place.workflow("large", "1.1", count)
    place.once(*RENDER)
    yield "diff", place.tntc("diff", expected=1)
    yield "visualize", place.tntc("visualize", os.path.join("workflows", "large"))


def versions(place, count):
    place.configure(f"workflows: [workflows]\ndefaults: {{keep: {max(4, count)}}}\n")
    for minor in range(count):
        place.workflow("old", f"1.{minor}", 4)
        place.once(*RENDER)
    place.commit("before")
    place.workflow("old", f"1.{count}", 4)
    yield "render of one more", place.once(*RENDER)
    yield "diff", place.tntc("diff", expected=1)
    yield "list", place.tntc("list")
    yield "versions", place.tntc("versions", "old")
    yield "verify", place.tntc("verify")
    yield "rollback", place.once("rollback", "old", "--reason", "slow")


def environments(place, count):
    names = "".join(f"  env-{number:02d}: {{namespace: env-{number:02d}, image: '{IMAGE}'}}\n" for number in range(count))
    place.configure(f"workflows: [workflows]\nenvironments:\n{names}")
    for name in workload.names(20):
        place.workflow(name, "1.0", 4)
    yield "render, new trees", place.once("render")
    yield "render, nothing changed", place.tntc("render")
    yield "list", place.tntc("list", "--no-ages")
    yield "verify", place.tntc("verify")


def history(place, count):
    """One commit in 25 is a release of one of 20 workflows, the others change something else."""
    names = workload.names(20)
    for name in names:
        place.workflow(name, "1.0", 4)
    place.once(*RENDER)
    place.commit("first")
    place.git("tag", "first")
    for release in range(count // 25):
        place.workflow(names[release % 20], f"1.{release // 20 + 1}", 4)
        place.once("render", os.path.join("workflows", names[release % 20]))
        place.commit(f"release {release}")
        place.git("fast-import", "--quiet", "--force", text="".join(
            f"commit refs/heads/main\ncommitter growth <growth@example.com> {1_700_000_000 + release * 25 + number} +0000\n"
            f"data 5\nnotes\n{'from refs/heads/main^0' + chr(10) if number == 0 else ''}"
            f"M 644 inline notes/{number}.md\ndata {len(str(release))}\n{release}\n\n" for number in range(24)))
        place.git("reset", "--quiet", "--hard", "main")
    yield "versions", place.tntc("versions", names[0])
    yield "list, with ages", place.tntc("list")
    yield "diff of the first commit and the last", place.tntc("diff", "first", "main", expected=1)
    yield "diff of the last two releases", place.tntc("diff", "main~25", "main", expected=1)
    yield "verify --against the first commit", place.tntc("verify", "--against", "first")


# By what grows: the larger size, and what is measured at it and at a quarter of it.
# Workflows are last: the peak of a program is at least that of this one when it starts it, which has all names by then.
MEASURES = {
    "nodes of a workflow": (500, nodes),
    "versions retained": (40, versions),
    "environments": (32, environments),
    "commits of the history": (5_000, history),
    "workflows": (100_000, workflows),
}


def measure(parent, tntc, what, large, function):
    """Rows: what is done, and its runs at both sizes."""
    sides = []
    for count in (max(1, large // TIMES), large):
        with Size(parent, tntc) as place:
            sides.append([])
            for name, ended in function(place, count):
                print(f"{count:,} {what}: {name}  {seconds(processor(ended))}  {ended.peak_mb:.0f} MB",
                      file=sys.stderr, flush=True)
                sides[-1].append((name, ended))
    return [(name, small, big) for (name, small), (_, big) in zip(*sides)]


def exponent(small, large):
    """1 is linear; below it when both do little beside starting."""
    return math.log(max(processor(large), NOTHING) / max(processor(small), NOTHING)) / math.log(TIMES)


def row(what, large, name, small, big):
    power = exponent(small, big)
    verdict = "ok" if power <= ROOM else "WORSE THAN LINEAR"
    return (f"| {large:,} {what} | {name} | {seconds(processor(small))} | {seconds(processor(big))} | {power:.2f} "
            f"| {small.peak_mb:.0f} MB | {big.peak_mb:.0f} MB | {verdict} |"), power <= ROOM


HEAD = (
    f"| size N | command | time at N/{TIMES} | time at N | exponent | peak at N/{TIMES} | peak at N | |\n"
    "|---|---|---|---|---|---|---|---|\n")


def record(text):
    """Puts the section in the place of the one that is there, or behind all else."""
    old = ""
    if os.path.exists(README):
        with open(README, encoding="utf-8") as file:
            old = file.read()
    before, mark, rest = old.partition(MARKS[0])
    after = rest.partition(MARKS[1])[2] if mark else ""
    if not mark and before:
        before += "\n## How cost grows\n\n"
    workload.write(README, f"{before}{MARKS[0]}\n\n{text}\n{MARKS[1]}{after or chr(10)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tntc", default=os.path.join(ROOT, ".build", "tntc"), help="a release build (%(default)s)")
    parser.add_argument("--memory", default="/dev/shm", help="a folder on a tmpfs (%(default)s)")
    parser.add_argument("--scale", type=float, default=1, help="of all sizes, like 0.1 (%(default)s)")
    parser.add_argument(
        "--only", action="append", choices=[name.split()[0] for name in MEASURES], help="what grows; all of it without")
    parser.add_argument("--record", action="store_true", help="write the table into README.md beside this file")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    rows, are_fine = [], True
    for what, (large, function) in MEASURES.items():
        if options.only and what.split()[0] not in options.only:
            continue
        large = max(TIMES, int(large * options.scale))
        for name, small, big in measure(options.memory, options.tntc, what, large, function):
            line, is_fine = row(what, large, name, small, big)
            rows.append(line)
            are_fine = are_fine and is_fine
    text = HEAD + "\n".join(rows) + "\n"
    note = f"{machine(len(os.sched_getaffinity(0)))}; time of user and system, lowest of up to three runs."
    print(f"{text}\n{note}")
    if options.record:
        record(f"{text}\n{note}\n")
    if not are_fine:
        sys.exit(1)


if __name__ == "__main__":
    main()
