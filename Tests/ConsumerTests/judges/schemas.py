"""Every object fits the API of the oldest and of the newest cluster, with no field unknown."""

import functools
import importlib
import os
import pathlib

import jsonschema
import kubernetes_validate
from kubernetes_validate import utils

from tree import documents, identity

# CronJob.spec.timeZone is there without a feature gate since 1.25; everything else that is rendered
# (apps/v1, batch/v1, policy/v1) is older. The newest is the newest that the package carries.
OLDEST = "1.25"
# Init containers that go on running are there without a feature gate since 1.29.
OLDEST_WITH_SIDECARS = "1.29"
NEWEST = kubernetes_validate.latest_version()
# Defined by their own projects, so no schema of Kubernetes tells about them.
FOREIGN = ("gateway.networking.k8s.io/", "external-secrets.io/")
# Of Flux there are two: the models of a package, made of what Flux 2.5 defines, and what lies beside the repository,
# which is newer. Of the others a clone has none.
FLUX = {
    ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"): "cloudcoil.models.fluxcd.kustomize.v1",
    ("source.toolkit.fluxcd.io/v1", "GitRepository"): "cloudcoil.models.fluxcd.source.v1",
}
BESIDE = pathlib.Path(os.environ.get("TNTC_SHARED") or pathlib.Path(__file__).resolve().parents[4] / "shared")
DEFINITIONS = BESIDE / "crds"

# The package reads its schemas, megabytes of JSON, again for each object.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


def findings(tree):
    for thing in tree.built:
        if thing["apiVersion"].startswith(FOREIGN):
            yield from foreign(thing)
            continue
        for version in (OLDEST_WITH_SIDECARS if has_sidecars(thing) else OLDEST, NEWEST):
            try:
                kubernetes_validate.validate(thing, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                place = ".".join(map(str, error.path))
                yield f"{identity(thing)}: Kubernetes {version}: {place}: {error.message}"
            except kubernetes_validate.SchemaNotFoundError as error:
                yield f"{identity(thing)}: {error.message}"


def has_sidecars(thing):
    spec = thing.get("spec", {}).get("template", {}).get("spec", {}) if thing["kind"] == "Deployment" else {}
    return "initContainers" in spec


def foreign(thing):
    """What a CustomResourceDefinition says, with unknown fields refused and every default written out."""
    kind = (thing["apiVersion"], thing["kind"])
    known = [schema for schema in (packaged(kind), definitions().get(kind)) if schema]
    if not known and (DEFINITIONS.is_dir() or os.environ.get("TNTC_REQUIRE_TOOLS") == "1"):
        yield f"{identity(thing)}: {DEFINITIONS} has no definition of this kind"
    elif not known:
        skip(*kind)
    for schema in known:
        for error in jsonschema.Draft202012Validator(strict(schema)).iter_errors(thing):
            yield f"{identity(thing)}: {'.'.join(map(str, error.path))}: {error.message}"
        yield from (f"{identity(thing)}: {path} is left to a default" for path in defaults(schema, thing, ""))


@functools.lru_cache(maxsize=None)
def skip(version, kind):
    """Says once that objects of a kind are not judged."""
    print(f"skipped: {kind} of {version} (there is no {DEFINITIONS}, which a clone does not have)")


@functools.lru_cache(maxsize=None)
def packaged(kind):
    """The schema of a package's model, without what only Python needs."""
    if kind not in FLUX:
        return None
    schema = getattr(importlib.import_module(FLUX[kind]), kind[1]).model_json_schema(by_alias=True)
    return plain(schema, schema.pop("$defs"))


def plain(part, named):
    """With every reference followed, and `None` for what is left out taken away: no field of Flux may be null."""
    if isinstance(part, list):
        return [plain(each, named) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        rest = {key: value for key, value in part.items() if key != "$ref"}
        return plain(named[part["$ref"].rpartition("/")[2]] | rest, named)
    if {"type": "null"} in part.get("anyOf", []):
        one, = (each for each in part["anyOf"] if each != {"type": "null"})
        rest = {key: value for key, value in part.items() if key != "anyOf" and (key, value) != ("default", None)}
        return plain(one | rest, named)
    return {key: plain(value, named) for key, value in part.items()}


@functools.lru_cache(maxsize=None)
def definitions():
    """Schemas by API version and kind."""
    schemas = {}
    for file in DEFINITIONS.glob("*.yaml"):
        for crd in documents(file.read_bytes()):
            if crd.get("kind") != "CustomResourceDefinition":
                continue
            spec = crd["spec"]
            for version in spec["versions"]:
                key = (f"{spec['group']}/{version['name']}", spec["names"]["kind"])
                schemas[key] = version["schema"]["openAPIV3Schema"]
    return schemas


def strict(schema):
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(part) for key, part in schema.items()}
    is_open = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if schema.get("type") == "object" and "properties" in schema and not is_open:
        closed["additionalProperties"] = False
    return closed


def defaults(schema, value, path):
    """Fields below `spec` that the API server would fill in."""
    if isinstance(value, dict):
        for key, part in schema.get("properties", {}).items():
            if key in value:
                yield from defaults(part, value[key], f"{path}.{key}")
            elif "default" in part and path.startswith(".spec"):
                yield f"{path}.{key}"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from defaults(schema.get("items", {}), item, f"{path}[{index}]")
