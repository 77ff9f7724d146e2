"""A stand-in for `gh` on a runner, as far as the examples call it: what GitHub knows lies in a folder.

`pulls.json` and `comments.json` are what its API lists, `artifacts/RUN/NAME/` is what runs kept, and `calls` gets a
line for each call. A token is `NAME:right=level,…`; a call that it has no right for fails, as it does there.
"""

import json
import os
import pathlib
import shutil
import sys

STATE = pathlib.Path(os.environ["GH_STATE"])
REPOSITORY = "team/workflows"


def main(words):
    with (STATE / "calls").open("a") as log:
        log.write(" ".join(words) + "\n")
    {"api": api, "run": run, "pr": pull_request}[words[0]](words[1:])


def demand(right, level="write"):
    who, _, rights = os.environ.get("GH_TOKEN", "").partition(":")
    held = dict(pair.split("=") for pair in rights.split(",") if pair)
    if held.get(right) not in (level, "write"):
        sys.exit(f"gh: HTTP 403: Resource not accessible by integration ({who} has no {right}: {level})")
    return who


def known(name):
    file = STATE / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else []


def keep(name, value):
    (STATE / f"{name}.json").write_text(json.dumps(value))


def parsed(words, flags=("--paginate", "--quiet")):
    """Positional words, and options by name; of one that is repeated, all values."""
    positional, options, words = [], {}, list(words)
    while words:
        word = words.pop(0)
        if word in flags:
            options[word] = True
        elif word.startswith("--"):
            options.setdefault(word, []).append(words.pop(0))
        else:
            positional.append(word)
    return positional, options


def api(words):
    (path,), options = parsed(words)
    method = options["--method"][0]
    fields = dict(field.split("=", 1) for field in options.get("--raw-field", []))
    assert path.startswith(f"repos/{REPOSITORY}/"), path
    parts = path.split("/")[3:]
    if method == "GET":
        assert options.get("--paginate") and fields.get("per_page") == "100", "only a part would be seen"
        demand("pull-requests", "read")
        found = known("pulls") if parts == ["pulls"] else known("comments")
        if parts == ["pulls"]:
            owner, _, branch = fields["head"].partition(":")
            found = [
                pull for pull in found if pull["state"] == fields["state"] and pull["head"]["ref"] == branch
                and pull["head"]["repo"]["full_name"].split("/")[0] == owner
            ]
        else:
            assert parts[0] == "issues" and parts[2] == "comments", path
            found = [comment for comment in found if comment["issue"] == int(parts[1])]
        # A page of two, to show that pages are joined.
        for start in range(0, max(len(found), 1), 2):
            print(json.dumps(found[start:start + 2]))
        return
    who = demand("pull-requests")
    body = json.load(sys.stdin)["body"]
    assert len(body) <= 65536, "GitHub takes no longer comment"
    comments = known("comments")
    if method == "POST":
        assert parts[0] == "issues" and parts[2] == "comments", path
        user = {"login": f"{who}[bot]"}
        comments.append({"id": len(comments) + 1, "issue": int(parts[1]), "user": user, "body": body})
    else:
        (comment,) = [comment for comment in comments if ["issues", "comments", str(comment["id"])] == parts]
        assert comment["user"]["login"] == f"{who}[bot]", "only one's own"
        comment["body"] = body
    keep("comments", comments)


def run(words):
    (verb, identifier), options = parsed(words)
    assert verb == "download", words
    demand("actions", "read")
    assert options["--repo"] == [REPOSITORY]
    kept = STATE / "artifacts" / identifier / options["--name"][0]
    if not kept.exists():
        sys.exit("no valid artifacts found to download")
    shutil.copytree(kept, options["--dir"][0], symlinks=True, dirs_exist_ok=True)


def pull_request(words):
    (verb, *names), options = parsed(words)
    pulls = known("pulls")
    if verb == "list":
        demand("pull-requests", "read")
        wanted = options["--json"][0].split(",")
        found = [
            {"number": pull["number"], "isCrossRepository": pull["head"]["repo"]["full_name"] != REPOSITORY}
            for pull in pulls if pull["state"] == options["--state"][0] and pull["head"]["ref"] == options["--head"][0]
            and pull["base"] == options["--base"][0]
        ]
        print(json.dumps([{name: pull[name] for name in wanted} for pull in found]))
        return
    demand("pull-requests")
    if verb == "create":
        pulls.append({
            "number": len(pulls) + 100, "state": "open", "base": options["--base"][0], "title": options["--title"][0],
            "body": options["--body"][0], "head": {"ref": options["--head"][0], "repo": {"full_name": REPOSITORY}},
        })
    else:
        (pull,) = [pull for pull in pulls if str(pull["number"]) == names[0]]
        if verb == "close":
            pull["state"] = "closed"
        else:
            assert verb == "edit", words
            pull["body"] = options["--body"][0]
    keep("pulls", pulls)


main(sys.argv[1:])
