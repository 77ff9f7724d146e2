"""Runs a workflow of GitHub Actions on this machine, steps in bash as they are; what needs GitHub is played.

Standard input is one JSON object: `workflow` (a file), `event`, `payload`, `ref` (to check out), `remote`, `folder` (for
everything that comes of it) and `path`. Standard output is JSON too: what became of each job and step.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import yaml

from expressions import as_text, holds, interpolated


class Job:
    def __init__(self, call, name, workflow_env):
        self.call, self.folder = call, pathlib.Path(call["folder"]) / name
        self.workspace, self.temp = self.folder / "workspace", self.folder / "temp"
        self.temp.mkdir(parents=True)
        self.env, self.steps, self.artifacts = workflow_env, [], {}
        self.github = {
            "event_name": call["event"], "event": call["payload"], "ref": call["ref"], "token": "t0ken",
            "ref_name": call["ref"].removeprefix("refs/heads/"), "repository": "team/workflows",
        }

    def context(self, status, steps, inputs):
        return {
            "github": self.github, "runner": {"temp": str(self.temp)}, "steps": steps, "inputs": inputs, "status": status
        }

    def run(self, steps, inputs):
        """Every step in order, as its `if:` says; gives the status, and the outputs of those with an id."""
        status, known = "success", {}
        for step in steps:
            context = self.context(status, known, inputs)
            name = step.get("name") or step.get("uses")
            if not holds(step.get("if", "success()"), context):
                self.steps.append({"name": name, "outcome": "skipped", "log": ""})
                continue
            outcome, outputs = self.step(step, name, context)
            if outcome == "failure":
                status = "failure"
            if "id" in step:
                known[step["id"]] = {"outputs": outputs, "outcome": outcome}
        return status, known

    def step(self, step, name, context):
        given = {key: interpolated(str(value), context) for key, value in step.get("with", {}).items()}
        uses = step.get("uses", "")
        if uses.startswith("./"):
            return self.composite(self.workspace / uses, given)
        if uses:
            action = {"actions/checkout": self.checkout, "actions/upload-artifact": self.upload}[uses.partition("@")[0]]
            outcome, log, outputs = action(given)
        else:
            assert step.get("shell", "bash") == "bash", step
            env = {key: as_text(interpolated(str(value), context)) for key, value in step.get("env", {}).items()}
            outcome, log, outputs = self.bash(step["run"], env, context)
        self.steps.append({"name": name, "outcome": outcome, "log": log})
        return outcome, outputs

    def composite(self, folder, given):
        action = yaml.safe_load((folder / "action.yml").read_text())
        unknown = given.keys() - action["inputs"].keys()
        assert not unknown, f"no such inputs: {unknown}"
        inputs = {key: given.get(key, value.get("default")) for key, value in action["inputs"].items()}
        assert all("shell" in step for step in action["runs"]["steps"] if "run" in step), "a step without a shell"
        status, known = self.run(action["runs"]["steps"], inputs)
        context = self.context(status, known, inputs)
        return status, {key: interpolated(value["value"], context) for key, value in action["outputs"].items()}

    def bash(self, script, env, context):
        assert "${{" not in script, "an expression in a script could break out of it"
        output, summary = self.temp / "output", self.folder / "summary"
        output.write_text("")
        outcome = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.workspace,
            env=environment(self.call["path"]) | self.env | {
                "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(self.temp),
                "GITHUB_WORKSPACE": str(self.workspace), "GITHUB_ACTIONS": "true",
            } | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return "failure" if outcome.returncode else "success", outcome.stdout.decode(), outputs

    def checkout(self, given):
        """The commit of the ref, with as much history as was asked for."""
        depth = [] if given.get("fetch-depth") == "0" else ["--depth=1"]
        git = ["git", "-C", self.workspace]
        self.workspace.mkdir()
        ref = self.call["ref"]
        branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else None
        for command in (
            ["init", "--quiet"], ["remote", "add", "origin", f"file://{self.call['remote']}"],
            ["fetch", "--quiet", *depth, "origin", "+refs/heads/*:refs/remotes/origin/*", f"+{ref}:refs/checkout"],
            ["checkout", "--quiet", *(["-B", branch] if branch else ["--detach"]), "refs/checkout"],
        ):
            subprocess.run([*git, *command], check=True, env=environment(self.call["path"]))
        return "success", "", {}

    def upload(self, given):
        file = pathlib.Path(given["path"])
        if not file.exists():
            return ("failure" if given.get("if-no-files-found") == "error" else "success"), f"no {file}", {}
        self.artifacts[given["name"]] = {file.name: file.read_text()}
        return "success", "", {}


def environment(path):
    """`tntc` and the stand-ins first; nothing of the user's own settings."""
    return {
        "PATH": ":".join([*path, os.environ["PATH"]]), "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TNTC_NO_LOAD": "1",
    }


def main():
    call = json.load(sys.stdin)
    workflow = yaml.safe_load(pathlib.Path(call["workflow"]).read_text())
    # YAML 1.1 takes `on` for true.
    triggers = workflow.get("on", workflow.get(True))
    result = {"jobs": {}, "triggered": call["event"] in triggers}
    branches = (triggers.get(call["event"]) or {}).get("branches")
    if branches and call["ref"].removeprefix("refs/heads/") not in branches:
        result["triggered"] = False
    for name, job in workflow["jobs"].items() if result["triggered"] else ():
        runner = Job(call, name, {})
        if not holds(job.get("if", "success()"), runner.context("success", {}, {})):
            result["jobs"][name] = {"status": "skipped", "steps": [], "artifacts": {}, "summary": ""}
            continue
        status, _ = runner.run(job["steps"], {})
        summary = runner.folder / "summary"
        result["jobs"][name] = {
            "status": status, "steps": runner.steps, "artifacts": runner.artifacts,
            "summary": summary.read_text() if summary.exists() else "",
        }
    shutil.rmtree(pathlib.Path(call["folder"]), ignore_errors=True)
    json.dump(result, sys.stdout)


main()
