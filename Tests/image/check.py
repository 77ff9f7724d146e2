"""What the parts of the image test share: a failure, an expectation, and a program that is run to its end."""

import subprocess


class Failed(Exception):
    """The image, or what makes it, is not as it should be."""


def expect(found, wanted, what):
    if found != wanted:
        raise Failed(f"{what}: expected {wanted!r}, got {found!r}")


def run(argv, timeout=300, **options):
    """Gives what the program prints; that it fails is a failure of the test."""
    try:
        ended = subprocess.run(
            argv, timeout=timeout, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False, **options)
    except subprocess.TimeoutExpired as expired:
        raise Failed(f"`{' '.join(argv[:3])}` took more than {timeout} s:\n{expired.output}") from expired
    if ended.returncode != 0:
        raise Failed(f"`{' '.join(argv[:3])}` ended with {ended.returncode}:\n{ended.stdout}")
    return ended.stdout
