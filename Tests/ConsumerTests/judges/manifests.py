"""kubectl builds the tree without a word, and builds what the files say."""

from tree import documents, identity


def findings(tree):
    if tree.complaints:
        yield f"kubectl kustomize says: {tree.complaints}"
    if not tree.built:
        yield "kubectl kustomize builds nothing"
    if not tree.is_same_for_all:
        yield "not every kubectl builds the same"
    written = {}
    for path in tree.resources:
        for thing in documents(tree.bytes(path)):
            if "namespace" in thing["metadata"]:
                yield f"{path}: {identity(thing)} has a namespace of its own"
            if identity(thing) in written:
                yield f"{path}: {identity(thing)} stands in two files"
            written[identity(thing)] = transformed(thing, tree.kustomization)
    built = {identity(thing): thing for thing in tree.built}
    for name in sorted(written.keys() | built.keys()):
        if written.get(name) != built.get(name):
            yield f"{name}: PyYAML reads other than kubectl: {written.get(name)} {built.get(name)}"


def transformed(thing, kustomization):
    """What `namespace:`, `labels:` and `images:` of a kustomization.yaml mean."""
    if "namespace" in kustomization:
        thing["metadata"]["namespace"] = kustomization["namespace"]
    for labels in kustomization.get("labels", []):
        thing["metadata"].setdefault("labels", {}).update(labels["pairs"])
    for image in kustomization.get("images", []):
        replace_image(thing, image)
    return thing


def replace_image(value, image):
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, dict) and value.get("image") == image["name"]:
        tag, digest = image.get("newTag"), image.get("digest")
        suffix = (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
        value["image"] = image.get("newName", image["name"]) + suffix
    for child in children:
        replace_image(child, image)
