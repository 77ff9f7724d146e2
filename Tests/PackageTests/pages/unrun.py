"""The commands of the pages that no test of the pages runs, by how they begin, and why."""

# TreeTests and golden/status-* try `status`, `list` and `run` on answers of a cluster.
CLUSTER = "needs a cluster"

UNRUN = {
    r"make ": "builds or tests everything; .ci/run calls it",
    r"python3 -B Tests/|\.build/debug/": "runs the tests, which run this",
    r"kubectl (apply|delete|label|rollout|patch)|KUBECTL_APPLYSET": CLUSTER,
    r"printf .*\|\n *kubectl apply": CLUSTER,
    r"tntc .*--cluster": CLUSTER,
    r"tntc build": "needs a builder of images and a registry; `make image` runs it",
    r"tntc dev ": "serves until somebody stops it; EngineTests run it",
}
