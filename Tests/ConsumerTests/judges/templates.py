"""Renders templates with the json-e package of PyPI, and compares with the files that tntc wrote.

Arguments are folders of templates, later ones over earlier; each line of the input is the folder of a
workflow, a tab, and the file with its context.
"""

import json
import pathlib
import sys

import jsone
import yaml

from tree import Loader, documents


def main(*folders):
    paths = {path.name: path for folder in folders for path in pathlib.Path(folder).glob("*.yaml")}
    templates = {name: yaml.load(path.read_bytes(), Loader) for name, path in sorted(paths.items())}
    lines = sys.stdin.read().splitlines()
    for line in lines:
        workflow, _, context = line.partition("\t")
        compare(workflow, json.loads(pathlib.Path(context).read_text(encoding="utf-8")), templates)
    print(f"rendered {len(templates)} templates for {len(lines)} workflows")


def compare(workflow, context, templates):
    for name, template in templates.items():
        path = file_name(name, context)
        if path is None:
            continue
        written = pathlib.Path(workflow, path)
        expected = as_list(jsone.render(template, context))
        actual = documents(written.read_bytes()) if written.exists() else []
        if name == "version.yaml":
            # The context has what the first ConfigMap of several is made of.
            actual = actual[:1]
        # As JSON, since True is 1 for Python. The order of keys is tntc's own matter.
        if as_json(expected) != as_json(actual):
            print(f"{workflow}/{path}: Python renders {as_json(expected)}, tntc {as_json(actual)}")


def file_name(template, context):
    if template == "version.yaml":
        return f"versions/{context['version']}.yaml"
    if template == "overlay.yaml":
        config = context["config"]
        return config and f"versions/config-{config['configMap'].rpartition('-')[2]}.yaml"
    return template


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def as_json(value):
    return json.dumps(value, sort_keys=True)


main(*sys.argv[1:])
