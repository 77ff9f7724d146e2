"""Judges templates/ci; the argument is an empty folder. Prints what is wrong, a line each.

actionlint knows workflows and what scripts in them do, zizmor what an attacker makes of them, shellcheck every script.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "templates/ci"
TOOLS = pathlib.Path(sys.executable).parent
ACTIONS = {"action.yml": "tntc", "install.yml": "tntc-install"}
# SC2154: a variable may come from the runner, or from another part of the script.
SHELL = ["--shell=bash", "--severity=style", "--exclude=SC2154"]
# `$/` in the place of `./` is not known to every runner that is in use.
ZIZMOR = {"rules": {"self-repository": {"disable": True}}}
found = []


class Reference(list):
    pass


yaml.SafeLoader.add_constructor("!reference", lambda loader, node: Reference(loader.construct_sequence(node)))


def main():
    folder = pathlib.Path(sys.argv[1])
    workflows = [file for file in sorted(EXAMPLES.glob("github-*.yml"))]
    for name, place in ACTIONS.items():
        target = folder / ".github/actions" / place / "action.yml"
        target.parent.mkdir(parents=True)
        shutil.copy(EXAMPLES / name, target)
    (folder / ".github/workflows").mkdir()
    for file in workflows:
        shutil.copy(file, folder / ".github/workflows")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    told("actionlint", "-no-color", "-shellcheck", TOOLS / "shellcheck", cwd=folder)
    (folder / "zizmor.yml").write_text(yaml.safe_dump(ZIZMOR))
    told("zizmor", "--offline", "--no-progress", "--quiet", "--format=plain", "--config", folder / "zizmor.yml", folder)
    for name in [*ACTIONS, *(file.name for file in workflows)]:
        text = (EXAMPLES / name).read_text()
        judge_pins(name, text)
        judge_workflow(name, yaml.safe_load(text))
    for name, script in scripts():
        told("shellcheck", *SHELL, "-", about=name, text=script)
        judge_failures(name, script)
    judge_hosts()
    print("\n".join(found))


def told(program, *words, about="", text=None, cwd=None):
    outcome = subprocess.run(
        [TOOLS / program, *words], input=text or "", cwd=cwd, capture_output=True, text=True,
        env=os.environ | {"PATH": f"{TOOLS}:{os.environ['PATH']}"})
    if outcome.returncode:
        found.append(f"{program} {about}: {outcome.stdout}{outcome.stderr}")


def judge_pins(name, text):
    """Each action of others by its commit, with the tag beside it."""
    for use in re.findall(r"uses: (.*)", text):
        if not re.fullmatch(r"\./\.github/actions/[\w-]+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use):
            found.append(f"{name}: {use}")


def judge_workflow(name, value):
    triggers = value.get("on", value.get(True)) or {}
    if "pull_request_target" in triggers:
        found.append(f"{name}: pull_request_target")
    for job, content in value.get("jobs", {}).items():
        if value.get("permissions") != {} or "permissions" not in content or "timeout-minutes" not in content:
            found.append(f"{name}: {job} has rights that nobody chose, or no end")
        uses = [step.get("uses", "") for step in content["steps"]]
        if "workflow_run" in triggers and any(uses):
            found.append(f"{name}: {job} takes something in, where there is a token that writes: {uses}")
        if "pull_request" in triggers and job in ("check", "preview"):
            if content["permissions"] != {"contents": "read"} or "secrets." in json.dumps(content):
                found.append(f"{name}: {job} runs code of anybody, and may do more than read")


def scripts():
    """Every script of the examples, as one for bash."""
    for file in sorted(EXAMPLES.iterdir()):
        if file.name == "pre-commit":
            yield file.name, file.read_text()
        if file.suffix not in (".yml", ".yaml"):
            continue
        value = yaml.safe_load(file.read_text())
        steps = value["runs"]["steps"] if "runs" in value else [
            step for job in value.get("jobs", {}).values() for step in job["steps"]
        ]
        for step in steps:
            if "run" in step:
                yield f"{file.name}: {step['name']}", f"set -eo pipefail\n{step['run']}"
        for name, job in value.items():
            if file.name.startswith("gitlab-") and "script" in job:
                parts = [*job.get("before_script", []), *job["script"]]
                lines = [line for line in parts if isinstance(line, str)]
                yield f"{file.name}: {name}", "set -eo pipefail\n" + "\n".join(lines)
        for repository in value.get("repos", []):
            for hook in repository["hooks"]:
                yield f"{file.name}: {hook['id']}", hook["args"][-1]


def judge_failures(name, script):
    """What may fail is told by its status: a way on after any failure hides the others."""
    for line in re.findall(r".*\|\| *(?:true|:)(?=\W|$).*", script):
        found.append(f"{name}: goes on after any failure: {line.strip()}")


def judge_hosts():
    """Programs come from where the user says."""
    for file in sorted(EXAMPLES.iterdir()):
        for host in re.findall(r"https://([\w.-]+)", file.read_text()):
            if not host.endswith("example.com"):
                found.append(f"{file.name}: {host}")


main()
