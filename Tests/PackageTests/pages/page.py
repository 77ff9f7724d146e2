"""The parts of a page in Markdown that have to be true."""

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^( *)```(\w*)$")
# `<!-- generated: NAME -->` … `<!-- end -->`, and `<!-- scene: NAME -->`, in which the commands below it run.
MARK = re.compile(r"^ *<!-- (generated|scene): ([\w.-]+) -->$")
END = "<!-- end -->"
SHELL = re.compile(r"^ {4,}(\$ )?(tntc|git|kubectl|make|tentacular-engine) ")


@dataclass
class Command:
    line: int
    text: str
    # The lines that a block of `console` says it prints; None in one of `sh`, whose output is not shown.
    output: list[str] | None


@dataclass
class Block:
    """A fenced block of commands: `sh`, or `console` with a `$` before each command and its output below."""

    first: int
    last: int
    indent: str
    commands: list[Command] = field(default_factory=list)


@dataclass
class Scene:
    name: str
    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Part:
    """The lines between two marks, without them."""

    name: str
    first: int
    last: int


class Page:
    def __init__(self, path, lines):
        self.path, self.lines = path, lines
        self.scenes, self.parts, self.problems = [Scene("none", 0)], [], []
        self.read()

    def read(self):
        fence = part = block = None
        for number, line in enumerate(self.lines):
            if mark := FENCE.match(line):
                if fence is None:
                    fence = mark[2]
                    block = Block(number + 1, number, mark[1]) if fence in ("sh", "console") else None
                else:
                    if block:
                        self.close(block, number, fence)
                    fence = block = None
            elif fence is not None:
                continue
            elif line.strip() == END and part:
                self.parts.append(Part(part[0], part[1], number))
                part = None
            elif mark := MARK.match(line):
                if mark[1] == "generated":
                    part = (mark[2], number + 1)
                else:
                    self.scenes.append(Scene(mark[2], number))
            elif SHELL.match(line) and not part:
                self.wrong(number, "a command outside of a block: write it in one of `sh` or `console`")
        if fence is not None or part:
            self.wrong(len(self.lines) - 1, "something is opened and not closed")

    def close(self, block, last, language):
        block.last = last
        lines = [line.removeprefix(block.indent) for line in self.lines[block.first:last]]
        block.commands = list(console(lines, block.first) if language == "console" else shell(lines, block.first))
        self.scenes[-1].blocks.append(block)

    def wrong(self, number, text):
        self.problems.append(f"{self.path}:{number + 1}: {text}")


def shell(lines, first):
    """The commands of a script; one goes on behind `\\` and `|`."""
    gathered = []
    for number, line in enumerate(lines, first):
        gathered.append(line)
        if not re.search(r"[\\|]$", line.split(" #")[0].rstrip()):
            text = "\n".join(gathered)
            if text.strip() and not text.startswith("#"):
                yield Command(number + 1 - len(gathered), text, None)
            gathered = []


def console(lines, first):
    command = None
    for number, line in enumerate(lines, first):
        if line.startswith("$ "):
            if command:
                yield command
            command = Command(number, line[2:], [])
        elif command:
            command.output.append(line)
    if command:
        yield command
