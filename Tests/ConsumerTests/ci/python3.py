"""A stand-in for `python3` on a runner: pip, whose package `deno` is the program that DENO names; Python otherwise."""

import os
import pathlib
import re
import sys

words = sys.argv[1:]
if words[:2] != ["-m", "pip"]:
    os.execv(sys.executable, [sys.executable, *words])
assert {"--require-hashes", "--no-deps"} <= set(words), "a package without a checksum"
requirement = pathlib.Path(words[words.index("--requirement") + 1]).read_text()
version = re.fullmatch(r"deno==([\d.]+) --hash=sha256:[0-9a-f]{64}\n", requirement)[1]
wheel = f"deno-{version}-py3-none-any.whl"
if words[2] == "download":
    pathlib.Path(words[words.index("--dest") + 1], wheel).write_text("")
else:
    assert words[2] == "install" and "--no-index" in words, words
    assert pathlib.Path(words[words.index("--find-links") + 1], wheel).exists(), "there is nothing to install"
    place = pathlib.Path(words[words.index("--target") + 1], "bin")
    place.mkdir(parents=True)
    (place / "deno").symlink_to(os.environ["DENO"])
