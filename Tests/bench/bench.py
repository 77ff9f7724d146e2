#!/usr/bin/env python3
"""Measures tntc beside its peers: `cp -r` as the floor, `kubectl kustomize` as what it replaces; and the engine.

It is no test: it prints a table of medians with their targets, and always exits with 0. Beside the time on the clock
stands that of the processors, which other programs on the machine change less. Every measurement writes to a new
folder, and folders are removed at the end only: ext4 makes the same writes many times slower in a folder that takes the
place of one just removed.
"""

import argparse
import contextlib
import glob
import itertools
import os
import shutil
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import engine
import instructions
import workload
from process import Failed, run
from table import Table, file_system, machine, measured, page, seconds

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOOK = os.path.join(ROOT, "templates", "ci", "pre-commit")
CORES = 2
IMAGE = "registry.example.com/tentacular-engine:1.0"


class Place:
    """A folder on one file system, with workflows in it and room for copies and trees."""

    def __init__(self, parent, tntc, count, large=0, is_repository=True):
        self._large = large
        self._is_repository = is_repository
        self.folder = tempfile.mkdtemp(prefix="tntc-bench-", dir=parent)
        self.count = count
        self._tntc = tntc
        self._numbers = itertools.count()
        self.workflows = os.path.join(self.folder, "workflows")

    def __enter__(self):
        os.mkdir(os.path.join(self.folder, ".tentacular"))
        if self._is_repository:
            run(["git", "init", "--quiet", self.folder])
        if self._large:
            workload.make_large(self.workflows, self._large)
        else:
            workload.make(self.workflows, self.count)
        return self

    def __exit__(self, *_):
        """Many at once: a disk that discards freed blocks takes milliseconds for each file."""
        parts = glob.glob(os.path.join(self.folder, "*", "*"))
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(lambda part: shutil.rmtree(part, ignore_errors=True), parts))
        shutil.rmtree(self.folder, ignore_errors=True)

    def new(self, name):
        return os.path.join(self.folder, f"{name}-{next(self._numbers)}")

    def render(self, tree, *options):
        return run([self._tntc, "render", self.workflows, "--tree", tree, "--image", IMAGE, *options])

    def render_all(self, tree, *options):
        """What the configuration says, for each of its environments."""
        with contextlib.chdir(self.folder):
            return run([self._tntc, "render", "--tree", tree, *options])

    def promote_all(self, tree):
        with contextlib.chdir(self.folder):
            return run([self._tntc, "promote", "--all", "--from", "staging", "--to", "production", "--tree", tree])

    def copy(self, tree):
        """The floor: sources and tree, to a new folder."""
        target = self.new("copy")
        os.mkdir(target)
        return run(["cp", "-r", self.workflows, tree, target])


def pairs(place, runs, settle):
    """Copies and renders into new trees, in turn and each first in every other pair; then each render again."""
    model = place.new("tree")
    place.render(model)
    for number in range(runs):
        tree = place.new("tree")
        steps = [("copy", lambda: place.copy(model)), ("cold", lambda tree=tree: place.render(tree))]
        steps = (steps if number % 2 == 0 else steps[::-1]) + [("again", lambda tree=tree: place.render(tree))]
        took = {}
        for name, step in steps:
            settle()
            took[name] = step()
        yield took


def compare(table, place, label, runs, limit, settle=lambda: None):
    """The first and the second render beside the floor; gives the runs of the first."""
    took = list(pairs(place, runs, settle))
    copy, cold, again = ([pair[name] for pair in took] for name in ("copy", "cold", "again"))
    what = f"{place.count:,} workflows, {label}"
    table.note(f"{what}: `cp -r` of sources and tree", measured(copy))
    share = median(pair["cold"].seconds / pair["copy"].seconds for pair in took)
    table.at_most(
        f"{what}: render, new tree", f"{measured(cold)} = {share:.2f} × `cp -r`", share, limit, f"{limit:g} × `cp -r`")
    user_time(table, f"{what}: render, new tree", place.count, cold)
    share = median(pair["again"].seconds / pair["cold"].seconds for pair in took)
    table.at_most(
        f"{what}: again, nothing changed", f"{measured(again)} = {share:.2f} × the first", share, 0.5, "0.5 × the first")
    return cold


def user_time(table, what, count, runs):
    """What the program itself computes for a workflow, beside what the system does for it."""
    took = median(run.user for run in runs) / count
    table.at_most(f"{what}: the program's own time for a workflow", seconds(took), took, 0.000_4, "0.4 ms")


def start(table, tntc, parent, runs):
    """What a person waits for."""
    table.note("the program, static", f"{os.path.getsize(tntc) / 1e6:.1f} MB")
    for _ in range(3):
        run([tntc, "--version"])
    table.note("`true`, the shell's", measured([run(["true"]) for _ in range(runs)]))
    start = [run([tntc, "--version"]) for _ in range(runs)]
    took = median(run.seconds for run in start)
    table.at_most("`tntc --version`", measured(start), took, 0.004, "4 ms")
    for label, is_repository in (("outside of a repository", False), ("in a repository", True)):
        with Place(parent, tntc, 1, is_repository=is_repository) as place:
            one = [place.render(place.new("tree")) for _ in range(runs)]
        share = median(run.seconds for run in one) / took
        figure = f"{measured(one)} = {share:.1f} × `--version`"
        if is_repository:
            table.note(f"one workflow, {label}: render, new tree", figure)
        else:
            table.at_most(f"one workflow, {label}: render, new tree", figure, share, 3, "3 × `--version`")
    with Place(parent, tntc, 1, large=2_000_000) as place:
        large = [place.render(place.new("tree")) for _ in range(runs)]
    table.at_most(
        "one workflow of 2 MB, in three ConfigMaps: render, new tree", measured(large),
        median(run.seconds for run in large), 0.040, "40 ms")


def environments(table, place, runs, base):
    """The same workflows for two environments, whose trees differ in namespace and image."""
    with open(os.path.join(place.folder, ".tentacular", "config.yaml"), "w") as file:
        file.write("workflows: [workflows]\nenvironments:\n")
        for name in ("staging", "production"):
            file.write(f"  {name}: {{namespace: {name}, image: '{IMAGE}-{name}'}}\n")
    took = [place.render_all(place.new("tree")) for _ in range(runs)]
    share = median(run.seconds for run in took) / median(run.seconds for run in base)
    table.at_most(
        f"{place.count:,} workflows, in memory: render for two environments",
        f"{measured(took)} = {share:.2f} × one", share, 1.7, "1.7 × one")


def promoting(table, place, runs, base):
    """All that one environment runs is carried to another one, whose tree is not there yet; after `environments`."""
    took = []
    for _ in range(runs):
        tree = place.new("tree")
        place.render_all(tree, "--env", "staging")
        took.append(place.promote_all(tree))
    share = median(run.seconds for run in took) / median(run.seconds for run in base)
    table.at_most(
        f"{place.count:,} workflows, in memory: promote --all from one environment to the next",
        f"{measured(took)} = {share:.2f} × render", share, 1.2, "1.2 × render")


def many(table, tntc, parent, count, runs, base):
    """Ten times as many workflows; `base` are the runs over `count` of them."""
    with Place(parent, tntc, count * 10) as place:
        took = [place.render(place.new("tree")) for _ in range(runs)]
    what = f"{count * 10:,} workflows, in memory"
    time = median(run.seconds for run in took)
    growth = time / median(run.seconds for run in base)
    table.at_most(
        f"{what}: render, new tree", f"{measured(took)} = {growth:.1f} × those of {count:,}", growth, 11,
        f"11 × those of {count:,}")
    user_time(table, f"{what}: render, new tree", count * 10, took)
    peak = max(run.peak_mb for run in took)
    table.at_most(f"{what}: peak of memory", f"{peak:.0f} MB", peak, 200, "200 MB")


def reading(table, tntc, parent, count, runs):
    """What only reads a tree, beside reading its files and doing nothing with them."""
    with Place(parent, tntc, count) as place:
        tree = place.new("tree")
        place.render(tree)
        floor = [run(["find", tree, "-type", "f", "-exec", "cat", "{}", "+"]) for _ in range(runs)]
        what = f"{count:,} workflows, in memory"
        table.note(f"{what}: `cat` of every file of the tree", measured(floor))
        for command, limit in (("list", 0.2), ("verify", 1)):
            # Where the tree is: `verify` asks what secrets the repository tracks that it is called in.
            with contextlib.chdir(place.folder):
                took = [run([tntc, command, "--tree", tree]) for _ in range(runs)]
            share = median(run.seconds for run in took) / median(run.seconds for run in floor)
            table.at_most(
                f"{what}: `tntc {command}`", f"{measured(took)} = {share:.2f} × `cat`", share, limit,
                f"{limit:g} × `cat`")


def git(*arguments):
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false"]
    return run(["git", *identity, *arguments])


def comparing(table, tntc, parent, count, changed, runs):
    """The difference of two commits, of which the second changes ten workflows."""
    with Place(parent, tntc, count) as place, contextlib.chdir(place.folder):
        git("init", "--quiet", ".")
        place.render("deploy")
        git("add", ".")
        git("commit", "--quiet", "--message", "before")
        for name in workload.names(changed):
            with open(os.path.join(place.workflows, name, "nodes", "notify.ts"), "a") as file:
                file.write("// changed\n")
        place.render("deploy", "--bump", "minor")
        git("add", ".")
        git("commit", "--quiet", "--message", "after")
        sides = ["HEAD~1", "HEAD"]
        floor = [run(["git", "diff", "--stat", *sides, "--", "deploy"]) for _ in range(runs)]
        what = f"{count:,} workflows, {changed} changed"
        table.note(f"{what}: `git diff --stat` of two commits", measured(floor))
        took = [run([tntc, "diff", *sides], expected=1) for _ in range(runs)]
        share = median(run.seconds for run in took) / median(run.seconds for run in floor)
        table.at_most(
            f"{what}: `tntc diff` of two commits", f"{measured(took)} = {share:.1f} × `git diff --stat`", share, 8,
            "8 × `git diff --stat`")
        took = [run([tntc, "diff", "HEAD~1"], expected=1) for _ in range(runs)]
        table.note(f"{what}: `tntc diff` of a commit and the files on disk", measured(took))


def committing(table, tntc, parent, count, runs):
    """What the hook of templates/ci adds to a commit that changes one workflow."""
    with Place(parent, tntc, count) as place, contextlib.chdir(place.folder):
        git("init", "--quiet", ".")
        place.render("deploy")
        git("add", ".")
        git("commit", "--quiet", "--message", "before")
        (name,) = workload.names(1)
        with open(os.path.join(place.workflows, name, "nodes", "notify.ts"), "a") as file:
            file.write("// changed\n")
        place.render("deploy", "--bump", "minor")
        git("add", ".")
        hook = ["env", f"PATH={os.path.dirname(tntc)}:{os.environ['PATH']}", "bash", HOOK]
        took = [run(hook) for _ in range(runs)]
        table.at_most(
            f"{count:,} workflows, 1 changed: the hook before a commit", measured(took),
            median(run.seconds for run in took), 0.2, "200 ms")


def kustomize(table, place, base):
    """Once each: it takes long, and its figure is not near the target."""
    time = median(run.seconds for run in base)
    what = f"{place.count:,} workflows, in memory: `kubectl kustomize`"
    tree, code, all_of_it = place.new("tree"), place.new("code"), place.new("bases")
    place.render(tree)
    for folder in (code, all_of_it):
        shutil.copytree(place.workflows, folder)
    workload.make_generators(code, place.count)
    workload.make_bases(all_of_it, place.count, tree)
    took = run(["kubectl", "kustomize", code]).seconds
    table.note(f"{what}, ConfigMaps alone", f"{seconds(took)} = {took / time:.0f} × render")
    took = run(["kubectl", "kustomize", all_of_it]).seconds
    table.at_least(
        f"{what}, the same objects", f"{seconds(took)} = {took / time:.0f} × render", took / time, 150, "150 × render")


def measure(table, options):
    tntc, count, quick = options.tntc, options.n, options.quick
    start(table, tntc, options.memory, 15 if quick else 51)
    with Place(options.disk, tntc, count) as place:
        compare(table, place, f"on disk ({file_system(place.folder)})", 3 if quick else 9, 1.1, settle=os.sync)
    with Place(options.memory, tntc, count) as place:
        base = compare(table, place, "in memory", 3 if quick else 9, 1.3)
        environments(table, place, 3 if quick else 9, base)
        promoting(table, place, 3 if quick else 9, base)
        many(table, tntc, options.memory, count, 1 if quick else 3, base)
        reading(table, tntc, options.memory, count * 10, 1 if quick else 3)
        comparing(table, tntc, options.memory, count, 10, 3 if quick else 9)
        committing(table, tntc, options.disk, 100, 3 if quick else 9)
        if not quick:
            kustomize(table, place, base)
    counting(table, options.symbols)


def counting(table, tntc):
    """Instructions, which neither the machine nor what else it does changes much."""
    if shutil.which("valgrind") and os.access(tntc, os.R_OK):
        for what, number in instructions.measure(tntc).items():
            table.note(f"instructions: {what}", f"{number / 1e6:.2f} million")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tntc", default=os.path.join(ROOT, ".build", "tntc"), help="a release build (%(default)s)")
    parser.add_argument(
        "--engine", default=os.path.join(ROOT, ".build", "tentacular-engine"), help="a release build (%(default)s)")
    parser.add_argument(
        "--deno", default=os.path.join(ROOT, ".build", "venv", "bin", "deno"), help="(%(default)s)")
    parser.add_argument("--only", choices=["tntc", "engine"], help="measure one of the two programs")
    parser.add_argument(
        "--symbols", default=os.path.join(ROOT, ".build", "release", "tntc"), help="tntc, not stripped (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the table into README.md beside this file")
    parser.add_argument("--n", type=int, default=1_000, help="how many workflows (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="fewer runs, and no kustomize")
    parser.add_argument("--memory", default="/dev/shm", help="a folder on a tmpfs (%(default)s)")
    parser.add_argument("--disk", default=os.path.join(ROOT, ".build"), help="a folder on a disk (%(default)s)")
    options = parser.parse_args()
    parts = [options.only] if options.only else ["tntc", "engine"]
    for part, program in (("tntc", options.tntc), ("engine", options.engine), ("engine", options.deno)):
        if part in parts and not os.access(program, os.X_OK):
            parser.error(f"{program} is not there; `make release deps` makes it")
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(0, cores)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    busy = os.getloadavg()[0]
    table = Table()
    try:
        if "tntc" in parts:
            measure(table, options)
        if "engine" in parts:
            engine.measure(table, options.engine, options.deno)
    except Failed as failure:
        table.failed(failure)
    except KeyboardInterrupt:
        table.failed("interrupted")
    told = f"{table}\n\n{machine(len(cores))}; medians."
    if busy > 0.5:
        told += f"\nSomething else kept the machine busy (load {busy:.1f}): times are longer than they need be."
    print(f"\n{told}")
    if options.write:
        page(told)


if __name__ == "__main__":
    main()
