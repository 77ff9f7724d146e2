"""Pods: what they mount is there, who they are never changes, and they may do nothing they need not."""

import digests
from code_maps import content, path
from tree import identity

CODE = "/app/workflow/"
IDENTITY = {"app.kubernetes.io/name", "app.kubernetes.io/component", "tentacular.dev/track"}
POD = {
    "automountServiceAccountToken": False,
    "securityContext.runAsNonRoot": True,
    "securityContext.runAsUser": 65534,
    "securityContext.runAsGroup": 65534,
    "securityContext.seccompProfile.type": "RuntimeDefault",
    "hostNetwork": None,
    "hostPID": None,
    "hostIPC": None,
}
CONTAINER = {
    "securityContext.allowPrivilegeEscalation": False,
    "securityContext.readOnlyRootFilesystem": True,
    "securityContext.capabilities.drop": ["ALL"],
    "securityContext.capabilities.add": None,
    "securityContext.privileged": None,
    "envFrom": None,
}


def findings(tree):
    for thing in tree.of_kind("Deployment", "CronJob"):
        name = identity(thing)
        for line in pod(template(thing)["spec"], tree):
            yield f"{name}: {line}"
    for thing in tree.built:
        for line in selection(thing, tree):
            yield f"{identity(thing)}: {line}"
    for thing in tree.of_kind("Deployment"):
        for line in engine(thing, tree):
            yield f"{identity(thing)}: {line}"


def template(thing):
    """The pod template of a Deployment or a CronJob."""
    spec = thing["spec"]
    return (spec["jobTemplate"]["spec"] if "jobTemplate" in spec else spec)["template"]


def at(value, names):
    for name in names.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def differing(value, wanted):
    for names, expected in wanted.items():
        found = at(value, names)
        if found != expected or type(found) is not type(expected):
            yield f"{names} is {found!r}, not {expected!r}"


def pod(spec, tree):
    yield from differing(spec, POD)
    for container in spec["containers"] + spec.get("initContainers", []):
        yield from differing(container, CONTAINER)
        policy = "IfNotPresent" if "@" in container["image"] else "Always"
        if container.get("imagePullPolicy") != policy:
            yield f"imagePullPolicy is not {policy} for {container['image']}"
        if not at(container, "resources.limits.memory"):
            yield f"container {container['name']} has no memory limit"
        if any("valueFrom" in variable for variable in container.get("env", [])):
            yield f"container {container['name']} has an environment from elsewhere"
    for volume in spec.get("volumes", []):
        yield from mounted(volume, tree)


def mounted(volume, tree):
    if "hostPath" in volume:
        yield f"volume {volume['name']} is a folder of the host"
    if "secret" in volume and volume["secret"].get("optional") is not True:
        yield f"volume {volume['name']}: the secret is not optional"
    for source in config_maps(volume):
        thing = tree.config_maps.get(source["name"])
        if thing is None:
            yield f"mounts the ConfigMap {source['name']}, which is not in the build"
        elif "items" in source:
            items = {item["key"]: item["path"] for item in source["items"]}
            if items != {key: path(key) for key in content(thing)}:
                yield f"volume {volume['name']} does not mount every key at its path"


def config_maps(volume):
    sources = [volume] + volume.get("projected", {}).get("sources", [])
    return [source["configMap"] for source in sources if "configMap" in source]


def arriving(spec, tree):
    """The files that a container finds below the folder of the code, by their paths there."""
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    files = {}
    for mount in spec["containers"][0]["volumeMounts"]:
        folder = mount["mountPath"] + "/"
        if not folder.startswith(CODE):
            continue
        for source in config_maps(volumes[mount["name"]]):
            values = content(tree.config_maps[source["name"]])
            items = {item["key"]: item["path"] for item in source["items"]} if "items" in source else {key: key for key in values}
            files |= {folder[len(CODE) :] + place: values[key] for key, place in items.items()}
    return files


def selection(thing, tree):
    selector = at(thing, "spec.selector")
    if selector is None:
        return
    labels = selector.get("matchLabels", selector)
    canary = tree.lock.get("canary", {})
    shares = thing["kind"] == "Service" and canary.get("via") in ("split", "surge", "replicas") and canary["weight"] > 0
    # The Service of the workflow has the pods of both tracks behind it.
    if labels.keys() != IDENTITY - ({"tentacular.dev/track"} if shares and thing["metadata"]["name"] == tree.lock["workflow"] else set()):
        yield f"selects by {sorted(labels)}"
    if labels.get("app.kubernetes.io/component") != "engine":
        yield "selects other pods than those of the engine"
    for job in tree.of_kind("CronJob"):
        if labels.items() <= template(job)["metadata"]["labels"].items():
            yield f"selects the pods of {identity(job)}"
    if "template" in thing["spec"] and not labels.items() <= template(thing)["metadata"]["labels"].items():
        yield "does not select its own pods"


def engine(thing, tree):
    """The Deployment runs the live version and expects its digest."""
    digest = {entry["version"]: entry["digest"] for entry in tree.lock["versions"]}
    version = thing["metadata"]["labels"].get("app.kubernetes.io/version")
    spec = template(thing)["spec"]
    if at(thing, "metadata.name") == tree.lock["workflow"] and version != tree.lock.get("live"):
        yield f"runs {version}, and {tree.lock.get('live')} is live"
    if digest.get(version) not in spec["containers"][0]["args"]:
        yield f"does not expect the digest of version {version}"
    elif digests.of_files(arriving(spec, tree)) != digest[version]:
        yield f"mounts other files than those of version {version}"
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        if probe not in spec["containers"][0]:
            yield f"has no {probe}"
    yield from sidecars(spec)


def sidecars(spec):
    """They run beside the engine, have nothing of the workflow's, and share one folder with it."""
    containers = spec.get("initContainers", [])
    shared = [{"name": "shared", "mountPath": "/shared"}]
    mounts = {mount["name"] for mount in spec["containers"][0]["volumeMounts"]}
    if ("shared" in mounts) != bool(containers):
        yield "the engine has /shared without sidecars, or sidecars have it without the engine"
    for container in containers:
        name = container["name"]
        if container.get("restartPolicy") != "Always":
            yield f"init container {name} ends before the engine starts"
        own = [{"name": f"tmp-{name}", "mountPath": "/tmp"}]
        if container["volumeMounts"] != shared + own:
            yield f"sidecar {name} mounts {container['volumeMounts']}"
        for probe in ("startupProbe", "readinessProbe"):
            if probe not in container:
                yield f"sidecar {name} has no {probe}"
