"""Renders templates with the json-e package of PyPI, and compares with the files that tntc wrote."""

import json
import pathlib
import sys

import jsone
import yaml

from tree import Loader, documents


def main(workflow, context_file, *template_folders):
    context = json.loads(pathlib.Path(context_file).read_text(encoding="utf-8"))
    templates = {path.name: path for folder in template_folders for path in pathlib.Path(folder).glob("*.yaml")}
    for name, template in sorted(templates.items()):
        path = file_name(name, context)
        if path is None:
            continue
        written = pathlib.Path(workflow, path)
        expected = as_list(jsone.render(yaml.load(template.read_bytes(), Loader), context))
        actual = documents(written.read_bytes()) if written.exists() else []
        # As JSON, since True is 1 for Python. The order of keys is tntc's own matter.
        if as_json(expected) != as_json(actual):
            print(f"{path}: Python renders {as_json(expected)}, tntc {as_json(actual)}")
    print(f"rendered {len(templates)} templates")


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
