"""Every object fits the API of the oldest and of the newest cluster, with no field unknown."""

import functools
import pathlib

import jsonschema
import kubernetes_validate
import yaml
from kubernetes_validate import utils

from tree import identity

# CronJob.spec.timeZone is there without a feature gate since 1.25; everything else that is rendered
# (apps/v1, batch/v1, policy/v1) is older. The newest is the newest that the package carries.
OLDEST = "1.25"
NEWEST = kubernetes_validate.latest_version()
# Defined by their own projects, so no schema of Kubernetes tells about them.
FOREIGN = ("gateway.networking.k8s.io/", "external-secrets.io/")
DEFINITIONS = pathlib.Path(__file__).resolve().parents[4] / "shared" / "crds"

# The package reads its schemas, megabytes of JSON, again for each object.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


def findings(tree):
    for thing in tree.built:
        if thing["apiVersion"].startswith(FOREIGN):
            yield from foreign(thing)
            continue
        for version in (OLDEST, NEWEST):
            try:
                kubernetes_validate.validate(thing, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                place = ".".join(map(str, error.path))
                yield f"{identity(thing)}: Kubernetes {version}: {place}: {error.message}"
            except kubernetes_validate.SchemaNotFoundError as error:
                yield f"{identity(thing)}: {error.message}"


def foreign(thing):
    """What a CustomResourceDefinition says, with unknown fields refused and every default written out."""
    schema = definitions().get((thing["apiVersion"], thing["kind"]))
    if schema is None:
        if definitions():
            yield f"{identity(thing)}: no definition of this kind"
        return
    for error in jsonschema.Draft202012Validator(strict(schema)).iter_errors(thing):
        yield f"{identity(thing)}: {'.'.join(map(str, error.path))}: {error.message}"
    yield from (f"{identity(thing)}: {path} is left to a default" for path in defaults(schema, thing, ""))


@functools.lru_cache(maxsize=None)
def definitions():
    """Schemas by API version and kind; none where the folder of definitions is not there, which is told."""
    schemas = {}
    if not DEFINITIONS.is_dir():
        print("skipped: objects of other projects, as there is no ../shared/crds")
    for file in DEFINITIONS.glob("*.yaml"):
        for crd in yaml.safe_load_all(file.read_text()):
            if not crd or crd.get("kind") != "CustomResourceDefinition":
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
