"""A pod with the image, as containerd and the kubelet make one of the rendered Deployment."""

import json
import os
import shutil
import sys

import yaml

from check import expect, run as run_program

# All in a network of its own, so these are free.
ENDPOINTS = 9001
SLACK = 9002
SECRET = {"webhook_url": f"http://127.0.0.1:{SLACK}/services/T0/B0/xyzzy"}
CONFIGURATION = f"""\
defaults:
  config:
    endpoints: ["http://127.0.0.1:{ENDPOINTS}/up", "http://127.0.0.1:{ENDPOINTS}/down"]
    retries: 0
"""


def write_example(repository, folder):
    """The first example, with endpoints and Slack on loopback, as an environment and an author would do it."""
    source = os.path.join(folder, "uptime-prober")
    shutil.copytree(os.path.join(repository, "golden", "uptime-prober", "input", "uptime-prober"), source)
    path = os.path.join(source, "workflow.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    changed = text.replace(
        "protocol: https\n      host: hooks.slack.com\n      port: 443",
        f"protocol: http\n      host: 127.0.0.1\n      port: {SLACK}")
    expect(changed != text, True, "uptime-prober names Slack's host")
    with open(path, "w", encoding="utf-8") as file:
        file.write(changed)
    with open(os.path.join(folder, ".tentacular", "config.yaml"), "w", encoding="utf-8") as file:
        file.write(CONFIGURATION)


def _read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def _write_volume(folder, files):
    """Files in a folder with a time in its name, `..data` leading there, and a link for each first component."""
    stamped = os.path.join(folder, "..2026_11_25_09_00_00.1")
    for path, text in files.items():
        place = os.path.join(stamped, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    os.symlink(os.path.basename(stamped), os.path.join(folder, "..data"))
    for name in os.listdir(stamped):
        os.symlink(os.path.join("..data", name), os.path.join(folder, name))


def _files(volume, tree):
    """What a volume of the Deployment holds, from the ConfigMaps of the tree; None for one that is a tmpfs."""
    if "secret" in volume:
        return {"slack": json.dumps(SECRET)}
    if "configMap" not in volume:
        return None
    name = volume["configMap"]["name"]
    versions = os.path.join(tree, "versions")
    data = next(
        version["data"] for version in (_read(os.path.join(versions, file)) for file in os.listdir(versions))
        if version["metadata"]["name"] == name)
    items = volume["configMap"].get("items") or [{"key": key, "path": key} for key in data]
    return {item["path"]: data[item["key"]] for item in items}


def run(image, tree, environment, folder):
    """Runs the Deployment's container from the image's files, and checks how it serves."""
    spec = _read(os.path.join(tree, "deployment.yaml"))["spec"]["template"]["spec"]
    container = spec["containers"][0]
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    mounts = []
    for mount in container["volumeMounts"]:
        files = _files(volumes[mount["name"]], tree)
        source = None
        if files is not None:
            source = os.path.join(folder, mount["name"])
            os.makedirs(source)
            os.chmod(source, 0o755)
            _write_volume(source, files)
        mounts.append({"path": mount["mountPath"], "source": source})
    environment = environment | {entry["name"]: entry["value"] for entry in container["env"]}
    pod = {
        "image": image, "mounts": mounts, "environment": environment,
        "command": container["command"] + container["args"],
        "user": spec["securityContext"]["runAsUser"], "ports": {"endpoints": ENDPOINTS, "slack": SLACK},
        "port": container["ports"][0]["containerPort"],
        "ready": container["readinessProbe"]["httpGet"]["path"],
    }
    description = os.path.join(folder, "pod.json")
    with open(description, "w", encoding="utf-8") as file:
        json.dump(pod, file)
    os.chmod(folder, 0o755)
    inside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inside.py")
    print(run_program(
        ["unshare", "--mount", "--propagation", "private", "--net", "--kill-child", "--fork", sys.executable, inside,
         description]).rstrip())
