"""Runs a program and says what it took."""

import os
import signal
import tempfile
import time
from dataclasses import dataclass


class Failed(Exception):
    """A program that could not be measured."""


@dataclass
class Run:
    seconds: float
    user: float
    system: float
    peak_mb: float


def run(argv, timeout=120, expected=0):
    """Runs `argv` to its end; its output is thrown away, but for what it says when it fails.

    A program that is fine ends with `expected`: 1 is how a comparison says that there is a difference.

    The time is that from posix_spawn to wait4. The peak counts from some 12 MB on: a process starts,
    in the kernel's books, with what this Python has.
    """
    with tempfile.TemporaryFile() as errors:
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, errors.fileno(), 2),
        ]
        start = time.perf_counter()
        try:
            child = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)
        except OSError as error:
            raise Failed(f"`{argv[0]}`: {error.strerror}") from error
        status, usage = _wait(child, timeout)
        seconds = time.perf_counter() - start
        if status is None:
            raise Failed(f"`{_short(argv)}` took more than {timeout} s")
        if os.waitstatus_to_exitcode(status) != expected:
            errors.seek(0)
            said = errors.read(400).decode(errors="replace").strip()
            raise Failed(f"`{_short(argv)}` ended with {os.waitstatus_to_exitcode(status)}: {said}")
    return Run(seconds, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def _wait(child, timeout):
    """The status of the child, None when it had to be stopped; an interrupted wait stops it too."""
    signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    try:
        _, status, usage = os.wait4(child, 0)
        return status, usage
    except BaseException as reason:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if isinstance(reason, TimeoutError):
            return None, None
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _time_is_up(_signal, _frame):
    raise TimeoutError


def _short(argv):
    return " ".join(os.path.basename(word) for word in argv[:2])
