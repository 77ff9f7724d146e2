"""A stand-in for `curl` on a runner: a release is files of a folder, and GitLab's API notes in a file.

`RELEASE` is the folder that `https://releases.example.com/tntc/VERSION/` stands for, and CURL_STATE gets `notes.json`
and `calls`, a line for each call.
"""

import json
import os
import pathlib
import re
import shutil
import sys
import urllib.parse

STATE = pathlib.Path(os.environ["CURL_STATE"])
FLAGS = {"--fail", "--silent", "--show-error", "--location"}
API = "https://gitlab.example.com/api/v4"
# The user that a token of the project stands for.
BOT = 42


def main(words):
    with (STATE / "calls").open("a") as log:
        log.write(" ".join(words) + "\n")
    options, addresses = {}, []
    words = list(words)
    assert words[:1] != [] and {"--fail", "--silent"} <= set(words), "a failure has to be one"
    while words:
        word = words.pop(0)
        if word in FLAGS:
            continue
        if word.startswith("--"):
            options.setdefault(word, []).append(words.pop(0))
        else:
            addresses.append(word)
    (address,) = addresses
    if address.startswith(API):
        answer = notes(address.removeprefix(API), options)
        output = options.get("--output", ["-"])[0]
        if output == "-":
            print(json.dumps(answer))
        return
    match = re.fullmatch(r"https://releases\.example\.com/tntc/[\d.]+/([\w.-]+)", address)
    file = pathlib.Path(os.environ["RELEASE"], match[1]) if match else None
    if file is None or not file.exists():
        sys.exit(f"curl: (22) The requested URL returned error: 404 ({address})")
    shutil.copyfile(file, options["--output"][0])


def notes(address, options):
    path, _, query = address.partition("?")
    # The token comes from a file, as arguments are seen by every process of a machine.
    (header,) = options["--header"]
    assert header.startswith("@") and pathlib.Path(header[1:]).read_text().strip() == "PRIVATE-TOKEN: t0ken", header
    if path == "/user":
        return {"id": BOT}
    assert path.startswith("/projects/12/merge_requests/7/notes"), path
    file = STATE / "notes.json"
    known = json.loads(file.read_text()) if file.exists() else []
    method = options.get("--request", ["POST" if "--data-urlencode" in options else "GET"])[0]
    if method == "GET":
        page = dict(urllib.parse.parse_qsl(query))
        start = (int(page["page"]) - 1) * 2
        return known[start:start + 2]
    (data,) = options["--data-urlencode"]
    assert data.startswith("body@"), data
    body = pathlib.Path(data.removeprefix("body@")).read_text()
    if method == "POST":
        known.append({"id": len(known) + 1, "author": {"id": BOT}, "body": body})
    else:
        assert method == "PUT", method
        (note,) = [note for note in known if path.endswith(f"/notes/{note['id']}")]
        assert note["author"]["id"] == BOT, "only one's own"
        note["body"] = body
    file.write_text(json.dumps(known))
    return {}


main(sys.argv[1:])
