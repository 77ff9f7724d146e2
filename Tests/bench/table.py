"""The figures with their targets, as a Markdown table."""

import os
import platform
import sys
import time
from statistics import median


class Table:
    def __init__(self):
        self._rows = []
        self._start = time.monotonic()

    def note(self, what, measured):
        """A figure that nothing is asked of."""
        self._add(what, measured, "", "")

    def at_most(self, what, measured, value, limit, target):
        """`value` and `limit` are of one unit; a miss is told as a share of the limit."""
        self._add(what, measured, target, _verdict(value / limit))

    def at_least(self, what, measured, value, limit, target):
        self._add(what, measured, target, _verdict(limit / value))

    def failed(self, reason):
        """What ended the measurements before their end."""
        self._add(str(reason).replace("\n", " ").replace("|", "\\|"), "", "", "NOT MEASURED from here on")

    def _add(self, *cells):
        self._rows.append(cells)
        _progress(f"[{time.monotonic() - self._start:4.0f} s] " + "  ".join(cell for cell in cells if cell))

    def __str__(self):
        rows = [("what", "measured", "target", ""), ("---", "---", "---", "---"), *self._rows]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _verdict(share):
    return "ok" if share <= 1 else f"MISSED by {(share - 1) * 100:.0f} %"


def _progress(line):
    print(line, file=sys.stderr, flush=True)


def seconds(value):
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms" if value >= 0.1 else f"{value * 1000:.1f} ms"


def measured(runs):
    """The median of what runs took, and how much of it processors worked: more than the time on the clock where several
    did."""
    worked = median(run.user + run.system for run in runs)
    return f"{seconds(median(run.seconds for run in runs))} ({seconds(worked)} of processors)"


PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")
BEGIN, END = "<!-- begin: bench.py -->\n", "<!-- end: bench.py -->\n"


def page(text):
    """Puts a text into README.md, in place of the one that stands between the marks, or behind all else."""
    text_before = "# Speed\n\n"
    if os.path.exists(PAGE):
        with open(PAGE, encoding="utf-8") as file:
            text_before = file.read()
    before, _, rest = text_before.partition(BEGIN)
    _, _, after = rest.partition(END)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{text}\n\n{END}{after}")


def machine(cores):
    """One line: processor, cores, memory, kernel."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, Linux {platform.release()}"


def _processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def file_system(path):
    """The type of the file system that holds `path`."""
    best = ("", "?")
    with open("/proc/mounts", encoding="utf-8") as file:
        for line in file:
            _, mount, kind, *_ = line.split()
            inside = os.path.commonpath([mount, path]) == mount
            if inside and len(mount) >= len(best[0]):
                best = (mount, kind)
    return best[1]
