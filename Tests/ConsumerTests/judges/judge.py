"""Judges trees as their consumers would: one line for each thing that is wrong, then a count.

Nothing here knows tntc's own code: digests, names and rules are written down a second time.
"""

import concurrent.futures
import sys

import code_maps
import locks
import manifests
import pods
import schemas
from tree import Tree


def findings(folder):
    tree = Tree(folder)
    for judge in (manifests, code_maps, locks, pods, schemas):
        yield from judge.findings(tree)
    return len(tree.built)


def collect(folder):
    """The findings of one tree, and how many objects were seen. No tree may end the whole run."""
    lines, generator = [], findings(folder)
    try:
        while True:
            lines.append(next(generator))
    except StopIteration as end:
        return lines, end.value
    except Exception as error:
        return [*lines, f"{type(error).__name__}: {error}"], 0


def main(folders):
    objects = 0
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for folder, (lines, count) in zip(folders, pool.map(collect, folders)):
            objects += count
            for line in lines:
                print(f"{folder}: {line}".replace("\n", " "))
    print(f"judged {len(folders)} trees with {objects} objects")


main(sys.argv[1:])
