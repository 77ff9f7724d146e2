"""Runs the jobs of a .gitlab-ci.yml on this machine, their scripts in one bash as GitLab does.

Standard input is one JSON object: `workflow` (a file), `variables` (what GitLab would set), `ref` (to check out),
`remote`, `folder` and `path`. Standard output is JSON: what became of each job that its rules choose.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml


def main():
    call = json.load(sys.stdin)
    file = yaml.safe_load(pathlib.Path(call["workflow"]).read_text())
    jobs = {name: merged(job, file) for name, job in file.items() if isinstance(job, dict) and not name.startswith(".")}
    result = {"jobs": {}}
    for name, job in jobs.items():
        if any(holds(rule["if"], call["variables"]) for rule in job["rules"]):
            result["jobs"][name] = run(job, call, pathlib.Path(call["folder"]) / name.replace(":", "-"))
    json.dump(result, sys.stdout)


def merged(job, file):
    base = file[job["extends"]] if "extends" in job else {}
    return base | job | {"variables": base.get("variables", {}) | job.get("variables", {})}


def holds(rule, variables):
    """Comparisons of variables with texts or variables, joined by `&&`."""

    def value(text):
        return variables.get(text[1:], "") if text.startswith("$") else json.loads(text)

    parts = [re.fullmatch(r"(\S+) (==|!=) (\S+)", part.strip()) for part in rule.split("&&")]
    return all((value(part[1]) == value(part[3])) is (part[2] == "==") for part in parts)


def run(job, call, folder):
    env = {
        "PATH": ":".join([*call["path"], os.environ["PATH"]]), "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TNTC_NO_LOAD": "1",
    }
    assert job["variables"]["GIT_DEPTH"] == "0", "there is no history to compare with"
    git = ["git", "-C", str(folder)]
    for command in (
        ["git", "clone", "--quiet", "--no-checkout", f"file://{call['remote']}", str(folder)],
        [*git, "fetch", "--quiet", "origin", call["ref"]], [*git, "checkout", "--quiet", "--detach", "FETCH_HEAD"],
    ):
        subprocess.run(command, check=True, env=env)
    outcome = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])], cwd=folder, env=env | call["variables"] | job["variables"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    artifacts = {}
    kept = job.get("artifacts", {"paths": []})
    if outcome.returncode == 0 or kept.get("when") == "always":
        artifacts = {path: (folder / path).read_text() for path in kept["paths"] if (folder / path).exists()}
    shutil.rmtree(folder)
    status = "failure" if outcome.returncode else "success"
    return {"status": status, "log": outcome.stdout.decode(), "artifacts": artifacts}


main()
