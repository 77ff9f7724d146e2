#!/usr/bin/env python3
"""Counts the instructions of a release build, which are the same on a busy machine and on an idle one.

valgrind counts them. It fails when tntc takes more than 5 % above what `instructions.json` records, and says when it
takes less than that, so that the figure is recorded anew: `make instructions RECORD=1`. What counts is what a workflow
takes: the difference between 40 and 10 of them, in one thread. SHA-256 is left out, for which processors have
instructions of their own that valgrind does not know.

The record is of one kind of processor: on another one the figures are printed, and not compared.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

import workload

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RECORD = os.path.join(HERE, "instructions.json")
ROOM = 0.05
PROCESSOR = "x86_64"
# Below the number from which tntc uses threads, which wait for each other in ways that differ.
FEW, MORE = 10, 40
IMAGE = "registry.example.com/tentacular-engine:1.0"
LEFT_OUT = re.compile("CCryptoBoringSSL_sha256")


def count(tntc, folder, arguments):
    """The instructions of one run in a folder."""
    out = os.path.join(folder, "callgrind.out")
    # Hashes of Swift differ from run to run, and the number of collisions with them.
    environment = {"PATH": os.environ["PATH"], "SWIFT_DETERMINISTIC_HASHING": "1"}
    ended = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", tntc, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
    if ended.returncode != 0:
        sys.exit(f"`valgrind tntc {' '.join(arguments)}` ended with {ended.returncode}: {ended.stderr[-1000:]}")
    with open(out, encoding="utf-8", errors="replace") as file:
        return own_costs(file)


def own_costs(lines):
    """The sum of what functions took themselves, in the format of callgrind."""
    names, counts, total = {}, True, 0
    is_call = False
    for line in lines:
        if line.startswith(("fn=", "cfn=")):
            # A name stands at its first number alone, which may be that of a call.
            key, _, name = line.partition("=")[2].strip().partition(" ")
            names.setdefault(key, name)
            if line.startswith("fn="):
                counts = not LEFT_OUT.search(names[key])
        elif line.startswith("calls="):
            is_call = True
        elif line[:1] in "0123456789+-*" and line.strip():
            # The line behind a call says what was called took.
            if not is_call and counts:
                total += int(line.split()[1])
            is_call = False
    return total


def measure(tntc):
    """Instructions by what they are for."""
    with tempfile.TemporaryDirectory(prefix="tntc-count-", dir="/tmp") as folder:
        program = os.path.join(folder, "tntc")
        # valgrind cannot read what debuggers need of so large a program.
        subprocess.run(["strip", "--strip-debug", "-o", program, tntc], check=True)
        first, again = {}, {}
        for number in (FEW, MORE):
            place = os.path.join(folder, f"{number:02}")
            workload.make(os.path.join(place, "workflows"), number)
            os.mkdir(os.path.join(place, ".git"))
            render = ["render", "workflows", "--tree", "deploy", "--image", IMAGE]
            first[number] = count(program, place, render)
            again[number] = count(program, place, render)
        return {
            "start": count(program, folder, ["--version"]),
            "workflow, new tree": (first[MORE] - first[FEW]) // (MORE - FEW),
            "workflow, again": (again[MORE] - again[FEW]) // (MORE - FEW),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--tntc", default=os.path.join(ROOT, ".build", "release", "tntc"), help="with symbols (%(default)s)")
    parser.add_argument("--record", action="store_true", help="write what is measured to instructions.json")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        reason = "counting instructions needs valgrind"
        if os.environ.get("TNTC_REQUIRE_TOOLS") == "1":
            sys.exit(reason)
        print(f"skipped: {reason}", file=sys.stderr)
        return
    if options.record and platform.machine() != PROCESSOR:
        sys.exit(f"instructions.json is of {PROCESSOR}, and this machine is {platform.machine()}; record on such a one")
    measured = measure(options.tntc)
    if platform.machine() != PROCESSOR:
        for what, number in measured.items():
            print(f"{what}: {number:,} instructions")
        print(f"skipped: instructions.json is of {PROCESSOR}, and this machine is {platform.machine()}", file=sys.stderr)
        return
    if options.record:
        with open(RECORD, "w", encoding="utf-8") as file:
            json.dump(measured, file, indent=2)
            file.write("\n")
    with open(RECORD, encoding="utf-8") as file:
        recorded = json.load(file)
    slower = False
    for what, number in measured.items():
        change = number / recorded[what] - 1
        line = f"{what}: {number:,} instructions, {change:+.1%} of the recorded {recorded[what]:,}"
        if change > ROOM:
            slower = True
            line += f": slower by more than {ROOM:.0%}"
        elif change < -ROOM:
            line += ": faster; record it with `make instructions RECORD=1`"
        print(line)
    if slower:
        sys.exit("tntc got slower; if that has to be, record it with `make instructions RECORD=1`")


if __name__ == "__main__":
    main()
