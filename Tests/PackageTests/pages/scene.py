"""Runs the commands of a page, in order, in a folder of their own."""

import os
import pathlib
import re
import signal
import subprocess
import tempfile

from unrun import UNRUN

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 60
# Exit codes beside 0 that are answers: those of diff, and that of a merge whose conflicts the page is about.
ANSWERS = [
    (re.compile(r"^tntc diff .*--fail-on"), {0, 1, 3}),
    (re.compile(r"^tntc diff\b"), {0, 1}),
    (re.compile(r"^git merge\b"), {0, 1}),
]


class Stage:
    """Where commands run: `tntc` and what it starts on PATH, and a git that knows nobody."""

    def __init__(self, root, programs, home):
        self.root, self.programs, self.home = root, programs, home
        self.used = set()

    def environment(self):
        name = "ana"
        return {
            "PATH": f"../bin:{self.programs}:{self.root}/.build/kubectl/bin:/usr/local/bin:/usr/bin:/bin",
            # Stands for the person who edits.
            "EDITOR": str(HERE / "edit"), "HOME": str(self.home), "ROOT": str(self.root), "TZ": "UTC", "LC_ALL": "C.UTF-8",
            # Nodes are loaded where a page is about that, by `tntc test`.
            "TNTC_NO_LOAD": "1",
            "TENTACULAR_DENO": f"{self.root}/.build/venv/bin/deno", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": f"{name}@example.com",
            "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": f"{name}@example.com",
            "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
        }

    def run(self, text, folder):
        """The exit code, and output and errors in the order in which they came."""
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                ["/bin/bash", "-c", text], cwd=folder, env=self.environment(), stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True)
            try:
                status = process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                status = f"not done after {SECONDS} seconds"
            output.seek(0)
            # No page has blanks at the end of a line.
            return status, [line.rstrip() for line in output.read().decode(errors="replace").splitlines()]

    def reason(self, text):
        """Why a command is not run; None for one that is."""
        for start, reason in UNRUN.items():
            if re.match(start, text):
                self.used.add(start)
                return reason
        return None

    def play(self, page, scene):
        """Runs the commands of a scene; what is wrong goes to the page, and what commands print into its lines."""
        with tempfile.TemporaryDirectory(prefix="tntc-page-") as parent:
            # Beside it is room for what a scene wants there: programs in `bin`, another checkout.
            folder = pathlib.Path(parent) / "repository"
            folder.mkdir()
            if not self.prepare(page, scene, folder):
                return
            for command in (command for block in scene.blocks for command in block.commands):
                if self.reason(command.text):
                    continue
                if scene.name == "none":
                    page.wrong(command.line, f"`{command.text}` stands in no scene, and is not among those not to run")
                    continue
                status, printed = self.run(command.text, folder)
                if status not in next((codes for start, codes in ANSWERS if start.match(command.text)), {0}):
                    page.wrong(command.line, f"`{command.text}` ends with {status}:\n" + "\n".join(printed[-20:]))
                elif command.output is not None and command.output != printed:
                    page.wrong(command.line, f"`{command.text}` prints something else; `make pages` writes it")
                    command.output = printed

    def prepare(self, page, scene, folder):
        if scene.name == "none":
            return True
        script = HERE / "scenes" / f"{scene.name}.sh"
        if not script.exists():
            page.wrong(scene.line, f"there is no {script.name} in {script.parent.name}")
            return False
        status, printed = self.run(f"set -euo pipefail; . {script}", folder)
        if status != 0:
            page.wrong(scene.line, f"{script.name} ends with {status}:\n" + "\n".join(printed[-20:]))
        return status == 0
