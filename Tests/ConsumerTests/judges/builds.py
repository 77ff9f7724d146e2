"""Every kubectl builds a tree, to the same bytes.

Arguments are the programs; each line of the input is the folder of a workflow.
"""

import concurrent.futures
import subprocess
import sys


def main(programs):
    folders = sys.stdin.read().splitlines()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for lines in pool.map(lambda folder: list(findings(folder, programs)), folders):
            for line in lines:
                print(line.replace("\n", " "))
    print(f"built {len(folders)} trees with {len(programs)} programs")


def findings(folder, programs):
    built = set()
    for program in programs:
        outcome = subprocess.run([program, "kustomize", folder], capture_output=True)
        if outcome.returncode or outcome.stderr:
            yield f"{folder}: {program} says {outcome.stderr.decode()}"
        elif not outcome.stdout:
            yield f"{folder}: {program} builds nothing"
        else:
            built.add(outcome.stdout)
    if len(built) > 1:
        yield f"{folder}: not every program builds the same"


main(sys.argv[1:])
