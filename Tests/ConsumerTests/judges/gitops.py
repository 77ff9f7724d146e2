"""What `tntc gitops` prints fits the controllers' own schemas, finds every workflow, and agrees with the tree.

Arguments are the root of a repository, and folders with what was printed: `argocd` and `flux`. A line that starts with
`=` and the folder comes before what is found in each: all are read by one run, as it takes seconds to start.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys
import tempfile

import schemas
from tree import documents, identity


def main(root, *printed):
    root = pathlib.Path(root)
    workflows = sorted(str(lock.parent.relative_to(root)) for lock in root.rglob("release.lock"))
    builds = {path: build(root / path) for path in workflows}
    count = 0
    for folder in printed:
        print(f"={folder}")
        files = [pathlib.Path(folder) / name for name in ("argocd", "flux")]
        objects = [documents(file.read_bytes()) for file in files]
        for line in [*as_kubectl_reads(*files, objects), *argo(root, objects[0], builds), *of_flux(objects[1], builds)]:
            print(line.replace("\n", " "))
        count += sum(map(len, objects))
    print(f"judged {count} objects for {len(workflows)} workflows")


def build(folder):
    outcome = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, check=True)
    return documents(outcome.stdout)


def as_kubectl_reads(argocd, flux, objects):
    """Both files are resources that kustomize takes as they are."""
    with tempfile.TemporaryDirectory() as folder:
        names = ["argocd.yaml", "flux.yaml"]
        for name, file in zip(names, (argocd, flux)):
            (pathlib.Path(folder) / name).write_bytes(pathlib.Path(file).read_bytes())
        (pathlib.Path(folder) / "kustomization.yaml").write_text(f"resources: [{', '.join(names)}]\n")
        built = {identity(thing): thing for thing in build(folder)}
    written = {identity(thing): thing for part in objects for thing in part}
    if built != written or len(written) < sum(map(len, objects)):
        yield f"kubectl reads {sorted(built)}, PyYAML {sorted(written)}"
    for thing in written.values():
        yield from schemas.foreign(thing)


def argo(root, sets, builds):
    """The directory generator of each ApplicationSet, played through."""
    found, names = [], []
    for thing in sets:
        spec, template = thing["spec"], thing["spec"]["template"]
        if spec["goTemplateOptions"] != ["missingkey=error"] or spec["goTemplate"] is not True:
            yield f"{identity(thing)}: a missing parameter would be taken for text"
        paths = generated(root, spec["generators"][0]["git"]["directories"])
        found += [expand(template["spec"]["source"]["path"], path) for path in paths]
        names += [expand(template["metadata"]["name"], path) for path in paths]
        yield from argo_policy(identity(thing), template)
    if sorted(found) != sorted(builds):
        yield f"Argo CD makes applications of {sorted(found)}, and there are {sorted(builds)}"
    if len(set(names)) < len(names) or not all(re.fullmatch("[a-z0-9][-a-z0-9]{0,62}", name) for name in names):
        yield f"not names for Applications: {names}"
    for path, built in builds.items():
        for thing in built:
            options = annotation(thing, "argocd.argoproj.io/sync-options").split(",")
            if "-code-" in thing["metadata"]["name"] and "PruneLast=true" not in options:
                yield f"{path}: {identity(thing)} would be pruned before the pods that mount it"
            if "Prune=false" in options:
                yield f"{path}: {identity(thing)} is kept, and the Application prunes"
            if thing["kind"] == "CronJob" and annotation(thing, "argocd.argoproj.io/ignore-healthcheck") != "true":
                yield f"{path}: {identity(thing)} makes the Application Degraded when a run fails"


def generated(root, patterns):
    folders = [str(folder.relative_to(root)) for folder in root.rglob("*") if folder.is_dir()]

    def matching(is_excluded):
        wanted = [item["path"] for item in patterns if item.get("exclude", False) is is_excluded]
        # As in Go, `*` does not match `/`.
        return {
            folder for folder in folders for pattern in wanted
            if folder.count("/") == pattern.count("/") and fnmatch.fnmatchcase(folder, pattern)
        }

    return sorted(path for path in matching(False) - matching(True) if "/." not in f"/{path}")


def expand(text, path):
    text = text.replace("{{.path.basename}}", path.rpartition("/")[2]).replace("{{.path.path}}", path)
    assert "{{" not in text, text
    return text


def argo_policy(name, template):
    if template["metadata"]["annotations"]["argocd.argoproj.io/manifest-generate-paths"] != ".":
        yield f"{name}: every commit refreshes every Application"
    policy = template["spec"]["syncPolicy"]
    if policy["automated"] != {"prune": True, "selfHeal": True}:
        yield f"{name}: does not prune and heal: {policy['automated']}"
    if policy["syncOptions"] != ["ServerSideApply=true"]:
        yield f"{name}: other sync options: {policy['syncOptions']}"


def of_flux(objects, builds):
    repositories = [thing["metadata"] for thing in objects if thing["kind"] == "GitRepository"]
    if len(repositories) != 1:
        yield f"{len(repositories)} GitRepositories"
    kustomizations = [thing for thing in objects if thing["kind"] == "Kustomization"]
    paths = [thing["spec"]["path"].removeprefix("./") for thing in kustomizations]
    if sorted(paths) != sorted(builds):
        yield f"Flux delivers {sorted(paths)}, and there are {sorted(builds)}"
    for thing, path in zip(kustomizations, paths):
        name, spec, built = identity(thing), thing["spec"], builds.get(path, [])
        source = {"name": spec["sourceRef"]["name"], "namespace": thing["metadata"]["namespace"]}
        if source != repositories[0]:
            yield f"{name}: its source is not there"
        if not spec["prune"] or not spec["wait"]:
            yield f"{name}: does not prune and wait"
        for field in ("postBuild", "namePrefix", "nameSuffix", "patches", "images", "commonMetadata"):
            if field in spec:
                yield f"{name}: `{field}` changes what was reviewed"
        there = [reference(each, spec.get("targetNamespace")) for each in built]
        yield from (f"{name}: nothing to check: {each}" for each in spec["healthChecks"] if each not in there)
        for each in built:
            off = annotation(each, "kustomize.toolkit.fluxcd.io/substitute")
            if "-code-" in each["metadata"]["name"] and off != "disabled":
                yield f"{name}: {identity(each)} could be rewritten"


def reference(thing, namespace):
    found = {"apiVersion": thing["apiVersion"], "kind": thing["kind"], "name": thing["metadata"]["name"]}
    namespace = namespace or thing["metadata"].get("namespace")
    return found | ({"namespace": namespace} if namespace else {})


def annotation(thing, key):
    return thing["metadata"].get("annotations", {}).get(key, "")


main(*sys.argv[1:])
