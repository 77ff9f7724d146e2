"""The figures with their targets, as a Markdown table."""

import os
import platform
import sys
import time


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
