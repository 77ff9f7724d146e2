"""Holds the pages to what is so: what is generated in them is current, and each command in them works.

A page is CHANGES.md, or a README.md of the repository that is no part of an example. A command stands in a block of
`sh`, or of `console` with its output, and runs in a copy of the scene that the page names above it. With `--write` what
is generated and what commands print is written. Exit code 0: all is so; 1: something is not, or was written.
"""

import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

import claims
from page import Page
from parts import PARTS, Programs
from scene import Stage
from unrun import UNRUN

ROOT = pathlib.Path(__file__).resolve().parents[3]


def paths():
    asking = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*README.md", "Sources/CHANGES.md"]
    listed = subprocess.run(asking, cwd=ROOT, check=True, capture_output=True, text=True)
    # What lies in a golden is part of an example.
    return [path for path in listed.stdout.splitlines() if "/input/" not in path and "/expected/" not in path]


def fill(page, programs):
    """Puts what is generated between its marks, from the end, so that lines keep their numbers meanwhile."""
    for part in reversed(page.parts):
        if part.name not in PARTS:
            page.wrong(part.first, f"nothing generates `{part.name}`")
            continue
        lines = PARTS[part.name](programs)
        if page.lines[part.first:part.last] != lines:
            page.wrong(part.first, f"what is generated as `{part.name}` is not current; `make pages` writes it")
            page.lines[part.first:part.last] = lines


def retell(page):
    """Writes the output of commands into the blocks of `console`."""
    for block in reversed([block for scene in page.scenes for block in scene.blocks]):
        if any(command.output is not None for command in block.commands):
            lines = [line for command in block.commands for line in [f"$ {command.text}", *command.output]]
            page.lines[block.first:block.last] = [f"{block.indent}{line}".rstrip() for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--programs", default=ROOT / ".build/debug", type=pathlib.Path, help="where tntc and the engine are")
    parser.add_argument("--write", action="store_true", help="write what is generated and printed; exit code 1")
    parser.add_argument("page", nargs="*", help="paths of pages; all without")
    options = parser.parse_args()
    problems = []
    with tempfile.TemporaryDirectory(prefix="tntc-pages-") as home:
        stage = Stage(ROOT, options.programs.resolve(), home)
        programs = Programs(stage)
        pages = [Page(path, (ROOT / path).read_text().splitlines()) for path in options.page or paths()]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda scene: stage.play(*scene), [(page, scene) for page in pages for scene in page.scenes]))
        for page in map(again, pages):
            fill(page, programs)
            problems += [*page.problems, *claims.length(page), *claims.links(page, ROOT), *claims.cases(page, ROOT)]
            if options.write:
                (ROOT / page.path).write_text("\n".join(page.lines) + "\n")
    if not options.page:
        problems += [f"unrun.py: no page has a command like `{start}`" for start in UNRUN if start not in stage.used]
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{len(problems)} problems of pages")
    return 1 if problems else 0


def again(page):
    """The page with the output of its commands, whose lines have other numbers now, and the same problems."""
    retell(page)
    read = Page(page.path, page.lines)
    read.problems = page.problems
    return read


if __name__ == "__main__":
    sys.exit(main())
