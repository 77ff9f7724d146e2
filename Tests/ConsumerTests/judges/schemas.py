"""Every object fits the API of the oldest and of the newest cluster, with no field unknown."""

import functools

import kubernetes_validate
from kubernetes_validate import utils

from tree import identity

# CronJob.spec.timeZone is there without a feature gate since 1.25; everything else that is rendered
# (apps/v1, batch/v1, policy/v1) is older. The newest is the newest that the package carries.
OLDEST = "1.25"
NEWEST = kubernetes_validate.latest_version()
# Defined by their own projects, so no schema of Kubernetes tells about them.
FOREIGN = ("gateway.networking.k8s.io/", "argoproj.io/")

# The package reads its schemas, megabytes of JSON, again for each object.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


def findings(tree):
    for thing in tree.built:
        if thing["apiVersion"].startswith(FOREIGN):
            continue
        for version in (OLDEST, NEWEST):
            try:
                kubernetes_validate.validate(thing, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                place = ".".join(map(str, error.path))
                yield f"{identity(thing)}: Kubernetes {version}: {place}: {error.message}"
            except kubernetes_validate.SchemaNotFoundError as error:
                yield f"{identity(thing)}: {error.message}"
