"""Runs the jobs of a .gitlab-ci.yml on this machine, their scripts in one bash as GitLab does.

Standard input is one JSON object: `workflow` (a file), `variables` (what GitLab would set), `scoped` (variables of one
environment, by its name), `ref` (to check out), `remote`, `folder`, `path` (of the stand-ins) and `state` (what GitLab
keeps). Files that are included are looked for beside the workflow, under the names that the examples have there.
Standard output is JSON: what became of each job that its rules choose.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

# Where an example says that another one is to be copied to.
PLACES = {".gitlab/tntc.yml": "gitlab-tntc.yml"}


class Reference(list):
    """The path of a value in the whole file, as `!reference` has it."""


yaml.SafeLoader.add_constructor("!reference", lambda loader, node: Reference(loader.construct_sequence(node)))


def main():
    call = json.load(sys.stdin)
    path = pathlib.Path(call["workflow"])
    file = yaml.safe_load(path.read_text())
    for include in file.pop("include", []):
        file = yaml.safe_load((path.parent / PLACES[include["local"]]).read_text()) | file
    jobs = {name: extended(job, file) for name, job in file.items() if not name.startswith(".")}
    # By stage: `.post` is after all others.
    order = sorted(jobs, key=lambda name: jobs[name].get("stage") == ".post")
    result, artifacts, folder = {"jobs": {}}, {}, pathlib.Path(call["folder"])
    for name in order:
        job = jobs[name]
        rule = next((rule for rule in job["rules"] if holds(rule["if"], call["variables"])), None)
        if rule is None:
            continue
        needed = {key: text for need in job.get("needs", []) for key, text in artifacts[need].items()}
        failed = any(result["jobs"][need]["status"] == "failure" for need in job.get("needs", []))
        if failed and rule.get("when") != "always":
            result["jobs"][name] = {"status": "skipped", "log": "", "artifacts": {}}
            continue
        result["jobs"][name] = run(job, file, call, folder / name.replace(":", "-"), needed)
        artifacts[name] = result["jobs"][name]["artifacts"]
    json.dump(result, sys.stdout)


def extended(job, file):
    return merged(extended(file[job["extends"]], file), job) if "extends" in job else job


def merged(base, job):
    """As `extends` does: mappings are joined, all else is taken from the job."""
    return base | {
        key: merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in job.items()
    }


def commands(script, file):
    for item in script:
        if isinstance(item, Reference):
            value = file
            for key in item:
                value = value[key]
            yield from commands(value, file)
        else:
            yield item


def holds(rule, variables):
    """Comparisons of variables with texts or variables, joined by `&&`."""

    def value(text):
        return variables.get(text[1:], "") if text.startswith("$") else json.loads(text)

    parts = [re.fullmatch(r"(\S+) (==|!=) (\S+)", part.strip()) for part in rule.split("&&")]
    return all((value(part[1]) == value(part[3])) is (part[2] == "==") for part in parts)


def run(job, file, call, folder, needed):
    scoped = call.get("scoped", {}).get(job.get("environment", {}).get("name"), {})
    env = {
        "PATH": ":".join([*call["path"], "/usr/bin", "/bin"]), "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8", "CI_PROJECT_DIR": str(folder),
        "CI_PROJECT_URL": f"file://{call['remote']}".removesuffix(".git"),
        "CI_JOB_TOKEN": "job",
    }
    if job["variables"].get("GIT_STRATEGY") == "none":
        folder.mkdir(parents=True)
    else:
        assert job["variables"]["GIT_DEPTH"] == "0", "there is no history to compare with"
        git = ["git", "-C", str(folder)]
        for command in (
            ["git", "clone", "--quiet", "--no-checkout", f"file://{call['remote']}", str(folder)],
            [*git, "fetch", "--quiet", "origin", call["ref"]], [*git, "checkout", "--quiet", "--detach", "FETCH_HEAD"],
        ):
            subprocess.run(command, check=True, env=env)
    for path, text in needed.items():
        (folder / path).write_text(text)
    cache = pathlib.Path(call["state"], "cache")
    kept = job.get("cache") and [(cache / path, folder / path) for path in job["cache"]["paths"]]
    for saved, place in kept or []:
        if saved.exists():
            shutil.copytree(saved, place)
    script = [*commands(job.get("before_script", []), file), *commands(job["script"], file)]
    outcome = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(script)], cwd=folder,
        env=env | call["variables"] | job["variables"] | scoped, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL)
    for saved, place in kept or []:
        if outcome.returncode == 0 and place.exists():
            shutil.copytree(place, saved, dirs_exist_ok=True)
    artifacts = {}
    told = job.get("artifacts", {"paths": []})
    if outcome.returncode == 0 or told.get("when") == "always":
        artifacts = {path: (folder / path).read_text() for path in told["paths"] if (folder / path).exists()}
    shutil.rmtree(folder)
    shutil.rmtree(f"{folder}.tmp", ignore_errors=True)
    status = "failure" if outcome.returncode else "success"
    return {"status": status, "log": outcome.stdout.decode(), "artifacts": artifacts}


main()
