"""A log is SARIF 2.1.0: what the standard (OASIS, sections 3.13 to 3.30) asks of the parts that are used.

Each line of the input is a log and, behind a tab, the folder that it was made in; what the log points at has to be there.
A line that starts with `=` comes before what is found in each.
"""

import json
import pathlib
import sys
import urllib.parse

import jsonschema

TEXT = {"type": "string", "minLength": 1}
MESSAGE = {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {"text": TEXT}}
# Relative references alone: an absolute path would mean something on one machine only.
URI = {"type": "string", "pattern": r"^(?![A-Za-z][A-Za-z0-9+.-]*:)(?!/)([-._~/A-Za-z0-9]|%[0-9A-F]{2})+$"}
POSITIVE = {"type": "integer", "minimum": 1}


def thing(required, **properties):
    return {
        "type": "object", "required": required, "properties": properties, "additionalProperties": False
    }


def items(schema, minimum=0):
    return {"type": "array", "items": schema, "minItems": minimum}


LEVEL = {"enum": ["none", "note", "warning", "error"]}
# GitHub reads a severity from 0.0 to 10.0, as text.
SEVERITY = thing(
    ["security-severity", "tags"], **{"security-severity": {"type": "string", "pattern": r"^(10|\d)\.\d$"}},
    tags=items({"const": "security"}, 1))
RULE = thing(
    ["id", "shortDescription"], id=TEXT, shortDescription=MESSAGE, properties=SEVERITY,
    defaultConfiguration=thing(["level"], level=LEVEL))
DRIVER = thing(
    ["name", "version", "rules"], name={"const": "tntc"}, version={"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    rules=items(RULE, 1))
PLACE = thing(
    ["artifactLocation"], artifactLocation=thing(["uri"], uri=URI),
    region=thing(["startLine", "startColumn"], startLine=POSITIVE, startColumn=POSITIVE))
RESULT = thing(
    ["ruleId", "ruleIndex", "level", "message", "locations"], ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0}, level=LEVEL, message=MESSAGE,
    partialFingerprints=thing(["tentacularRisk/v1"], **{"tentacularRisk/v1": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}),
    suppressions=items(
        thing(["kind"], kind={"enum": ["inSource", "external"]}, status={"const": "accepted"}, justification=TEXT), 1), locations=items(thing(["physicalLocation"], physicalLocation=PLACE), 1))
RUN = thing(
    ["tool", "results"], tool=thing(["driver"], driver=DRIVER), results=items(RESULT),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]})
LOG = thing(
    ["version", "runs"], **{"$schema": {"type": "string", "format": "uri"}}, version={"const": "2.1.0"},
    runs=items(RUN, 1))


def main():
    pairs = [line.split("\t") for line in sys.stdin.read().splitlines()]
    count, rules = 0, set()
    for file, folder in pairs:
        print(f"={file}")
        log = json.loads(pathlib.Path(file).read_bytes())
        for line in findings(log, pathlib.Path(folder)):
            print(line.replace("\n", " "))
        results = [result for run in log["runs"] for result in run["results"]]
        count += len(results)
        rules |= {result["ruleId"] for result in results}
    print(f"judged {count} results of {', '.join(sorted(rules))}")


def findings(log, folder):
    for error in jsonschema.Draft202012Validator(LOG).iter_errors(log):
        yield f"{'.'.join(map(str, error.path))}: {error.message}"
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        if len(set(rules)) < len(rules):
            yield "two rules have one id"
        for result in run["results"]:
            if rules[result["ruleIndex"]] != result["ruleId"]:
                yield f"rule {result['ruleIndex']} is not {result['ruleId']}"
            for location in result.get("locations", []):
                yield from misplaced(location["physicalLocation"], folder)


def misplaced(place, folder):
    path = folder / urllib.parse.unquote(place["artifactLocation"]["uri"])
    if not path.exists():
        yield f"there is no {path}"
    elif "region" in place:
        # Bytes, as the other way of reading makes a line break of a carriage return.
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        line, column = place["region"]["startLine"], place["region"]["startColumn"]
        if line > len(lines) or column > len(lines[line - 1]) + 1:
            yield f"{path}:{line}:{column} is not in the file"


main()
