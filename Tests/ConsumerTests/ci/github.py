"""Runs a workflow of GitHub Actions on this machine, steps in bash as they are; what needs GitHub is played.

Standard input is one JSON object: `workflow` (a file), `event`, `payload`, `ref` (to check out), `remote`, `folder`
(for everything that comes of it), `path` (of the stand-ins), `state` (what GitHub keeps: see gh.py) and `run` (the
number of the run). Standard output is JSON too: what became of each job and step.
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

from expressions import as_text, holds, interpolated

REPOSITORY = "team/workflows"


class Job:
    def __init__(self, call, workflow, name, job):
        self.call, self.folder, self.state = call, pathlib.Path(call["folder"]) / name, pathlib.Path(call["state"])
        self.workspace, self.temp, self.home = (self.folder / part for part in ("workspace", "temp", "home"))
        for made in (self.workspace, self.temp, self.home):
            made.mkdir(parents=True)
        self.steps, self.artifacts, self.paths, self.caches = [], {}, [], {}
        self.shell = workflow.get("defaults", {}).get("run", {}).get("shell")
        request = call["payload"].get("pull_request")
        fork = request is not None and request["head"]["repo"]["full_name"] != REPOSITORY
        assert workflow.get("permissions") == {} and "permissions" in job, "rights that nobody chose"
        rights = {right: "read" if fork else level for right, level in job["permissions"].items()}
        self.github = {
            "event_name": call["event"], "event": call["payload"], "ref": call["ref"], "repository": REPOSITORY,
            "ref_name": call["ref"].removeprefix("refs/heads/"), "token": token("github-actions", rights),
        }
        # A fork's run sees neither.
        self.kept = {
            "secrets": {} if fork else {"TNTC_APP_PRIVATE_KEY": "the key"},
            "vars": {} if fork else {"TNTC_APP_CLIENT_ID": "Iv1"},
        }

    def context(self, status, steps, inputs):
        return self.kept | {
            "github": self.github, "runner": {"temp": str(self.temp), "os": "Linux", "arch": "X64"}, "steps": steps,
            "inputs": inputs, "status": status, "hash_files": self.hash_files,
        }

    def hash_files(self, path):
        return hashlib.sha256((self.workspace / path).read_bytes()).hexdigest()

    def run(self, steps, inputs, composite=False):
        """Every step in order, as its `if:` says; gives the status, and the outputs of those with an id."""
        status, known = "success", {}
        for step in steps:
            context = self.context(status, known, inputs)
            name = step.get("name") or step.get("uses")
            if not holds(step.get("if", "success()"), context):
                self.steps.append({"name": name, "outcome": "skipped", "log": ""})
                known[step.get("id")] = {"outputs": {}, "outcome": "skipped"}
                continue
            outcome, outputs = self.step(step, name, context, composite)
            if outcome == "failure":
                status = "failure"
            known[step.get("id")] = {"outputs": outputs, "outcome": outcome}
        return status, known

    def step(self, step, name, context, composite):
        given = {key: interpolated(str(value), context) for key, value in step.get("with", {}).items()}
        uses = step.get("uses", "")
        if uses.startswith("./"):
            return self.composite(self.workspace / uses, given)
        if uses:
            action, _, commit = uses.partition("@")
            assert re.fullmatch("[0-9a-f]{40}", commit), f"{uses}: not pinned by a commit"
            play = {
                "actions/checkout": self.checkout, "actions/upload-artifact": self.upload, "actions/cache": self.cache,
                "actions/create-github-app-token": self.app_token,
            }[action]
            outcome, log, outputs = play(given)
        else:
            shell = step.get("shell") if composite else step.get("shell", self.shell)
            assert shell == "bash", f"{name}: without `shell: bash` a failure in a pipe is none"
            env = {key: as_text(interpolated(str(value), context)) for key, value in step.get("env", {}).items()}
            outcome, log, outputs = self.bash(step["run"], env)
        self.steps.append({"name": name, "outcome": outcome, "log": log})
        return outcome, outputs

    def composite(self, folder, given):
        action = yaml.safe_load((folder / "action.yml").read_text())
        known = action.get("inputs", {})
        assert not given.keys() - known.keys(), f"no such inputs: {given.keys() - known.keys()}"
        inputs = {key: given.get(key, value.get("default")) for key, value in known.items()}
        status, steps = self.run(action["runs"]["steps"], inputs, composite=True)
        context = self.context(status, steps, inputs)
        return status, {key: interpolated(value["value"], context) for key, value in action.get("outputs", {}).items()}

    def bash(self, script, env):
        assert "${{" not in script, "an expression in a script could break out of it"
        output, path, summary = self.temp / "output", self.temp / "path", self.folder / "summary"
        output.write_text("")
        path.write_text("")
        outcome = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.workspace,
            env=self.environment() | {
                "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(self.temp),
                "GITHUB_PATH": str(path), "GITHUB_WORKSPACE": str(self.workspace), "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": REPOSITORY,
            } | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        self.paths = [*path.read_text().splitlines(), *self.paths]
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return "failure" if outcome.returncode else "success", outcome.stdout.decode(), outputs

    def environment(self):
        """A fresh runner: programs of the system, the stand-ins before them, and nothing of the user's own settings."""
        return {
            "PATH": ":".join([*self.paths, *self.call["path"], "/usr/bin", "/bin"]), "HOME": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
        }

    def checkout(self, given):
        """The commit of the ref, with as much history as was asked for."""
        assert given.get("persist-credentials", "").lower() == "false", "every later step could push"
        depth = [] if given.get("fetch-depth") == "0" else ["--depth=1"]
        git = ["git", "-C", self.workspace]
        ref = self.call["ref"]
        branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else None
        for command in (
            ["init", "--quiet"], ["remote", "add", "origin", f"file://{self.call['remote']}"],
            ["fetch", "--quiet", *depth, "origin", "+refs/heads/*:refs/remotes/origin/*", f"+{ref}:refs/checkout"],
            ["checkout", "--quiet", *(["-B", branch] if branch else ["--detach"]), "refs/checkout"],
        ):
            subprocess.run([*git, *command], check=True, env=self.environment())
        return "success", "", {}

    def upload(self, given):
        files = sorted(file for file in pathlib.Path(given["path"]).rglob("*") if file.is_file())
        if not files:
            return ("failure" if given.get("if-no-files-found") == "error" else "success"), "no files", {}
        self.artifacts[given["name"]] = {file.name: file.read_text() for file in files}
        shutil.copytree(given["path"], self.state / "artifacts" / str(self.call["run"]) / given["name"])
        return "success", "", {}

    def cache(self, given):
        place, kept = pathlib.Path(given["path"].replace("~", str(self.home), 1)), self.state / "caches" / given["key"]
        if kept.exists():
            shutil.copytree(kept, place)
        else:
            self.caches[kept] = place
        return "success", "", {}

    def end(self):
        """Caches are saved after the last step."""
        for kept, place in self.caches.items():
            if place.exists() and not kept.exists():
                shutil.copytree(place, kept)

    def app_token(self, given):
        if not given.get("client-id") or not given.get("private-key"):
            return "failure", "The 'client-id' and 'private-key' inputs must be set", {}
        rights = {
            key.removeprefix("permission-"): value for key, value in given.items() if key.startswith("permission-")
        }
        assert rights, "every right of the App"
        return "success", "", {"token": token("tntc-app", rights), "app-slug": "tntc-app"}


def token(who, rights):
    return f"{who}:{','.join(f'{right}={level}' for right, level in rights.items())}"


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
        runner = Job(call, workflow, name, job)
        if not holds(job.get("if", "success()"), runner.context("success", {}, {})):
            result["jobs"][name] = {"status": "skipped", "steps": [], "artifacts": {}, "summary": ""}
            continue
        status, _ = runner.run(job["steps"], {})
        runner.end()
        summary = runner.folder / "summary"
        result["jobs"][name] = {
            "status": status, "steps": runner.steps, "artifacts": runner.artifacts,
            "summary": summary.read_text() if summary.exists() else "",
        }
    shutil.rmtree(pathlib.Path(call["folder"]), ignore_errors=True)
    json.dump(result, sys.stdout)


main()
