"""What is generated in the pages, from what the programs say of themselves."""

import functools
import json
import pathlib
import re
import tempfile

# An option that so many commands have with the same words is told once.
SHARED = 4
OF_EVERY_COMMAND = ("Show help information.", "Show the version.")
# What SARIF has for the levels of risks.
LEVELS = {"8.0": "high", "5.5": "medium", "2.0": "low"}


class Programs:
    """What tntc and the engine print of themselves, asked once."""

    def __init__(self, stage):
        self.stage = stage

    @functools.cache
    def said(self, text):
        with tempfile.TemporaryDirectory(prefix="tntc-page-") as parent:
            # PATH begins with the programs beside the folder, which nobody may have put there.
            folder = pathlib.Path(parent) / "folder"
            folder.mkdir()
            status, printed = self.stage.run(text, folder)
        if status not in (0, 1):
            raise RuntimeError(f"`{text}` ends with {status}: {printed}")
        return "\n".join(printed)

    def json(self, text):
        return json.loads(self.said(text))

    def commands(self, program):
        """Each command that does something by itself, by its whole name, in the order of the help."""
        def walk(command, above):
            name = f"{above} {command['commandName']}".strip()
            below = [child for child in command.get("subcommands", []) if child["commandName"] != "help"]
            if not below:
                yield name, command
            for child in below:
                if child["shouldDisplay"]:
                    yield from walk(child, name)

        return dict(walk(self.json(f"{program} --experimental-dump-help")["command"], ""))


class Option:
    def __init__(self, argument):
        self.text = cell(argument.get("abstract", ""))
        values = argument.get("allValues")
        if values and not all(value in self.text for value in values):
            self.text += f" One of {', '.join(values)}."
        value, is_many = argument["valueName"].upper(), argument["isRepeating"]
        names = ["-" + ("-" if name["kind"] == "long" else "") + name["name"] for name in argument.get("names", [])]
        if argument["kind"] == "positional":
            value += "…" if is_many else ""
            self.name = f"`[{value}]`" if argument["isOptional"] else f"`{value}`"
        elif argument["kind"] == "flag":
            self.name = ", ".join(f"`{name}`" for name in names)
        else:
            self.name = ", ".join(f"`{name} {value}`" if name.startswith("--") else f"`{name}`" for name in names)
        self.preferred = self.name.split(",")[-1].strip()

    @staticmethod
    def all(command):
        return [
            Option(argument) for argument in command.get("arguments", [])
            if argument["shouldDisplay"] and argument.get("abstract") not in OF_EVERY_COMMAND]


def cell(text):
    """A text in a cell of a table."""
    return " ".join(text.replace("|", "\\|").split())


def table(heads, rows):
    lines = [f"| {' | '.join(row)} |" for row in [heads, *rows]]
    return [lines[0], "|" + "---|" * len(heads), *lines[1:]]


def anchor(name):
    return re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-")


def paragraphs(text):
    """Each line of a help is a paragraph; one that is indented is a command."""
    parts = [f"`{part.strip()}`" if part.startswith(" ") else part for part in text.split("\n") if part.strip()]
    return [line for part in parts for line in (part, "")]


def commands(programs):
    """The commands in the groups of `tntc --help`; without groups as they come."""
    groups, group = {}, None
    for line in programs.said("tntc --help").splitlines():
        if mark := re.match(r"(\w+) SUBCOMMANDS:$", line):
            group = mark[1].lower()
        elif group and (mark := re.match(r"  ([\w-]+) ", line)):
            groups[mark[1]] = group
    heads = ["to", "command", "does"] if groups else ["command", "does"]
    rows = []
    for name, command in programs.commands("tntc").items():
        row = [f"[`{name}`](Commands/README.md#{anchor(name)})", cell(command["abstract"])]
        rows.append([groups.get(name.split()[1], ""), *row] if groups else row)
    return table(heads, rows)


def options_of(programs, program):
    names = programs.commands(program)
    found = {name: Option.all(command) for name, command in names.items()}
    counts = {}
    for option in (option for options in found.values() for option in options):
        counts[option.name, option.text] = counts.get((option.name, option.text), 0) + 1
    shared = {key for key, count in counts.items() if count >= SHARED and not key[0].startswith(("`[", "`N"))}
    lines = []
    if shared:
        rows = [[name, text] for name, text in sorted(shared)]
        lines += ["## Options of several commands", "", *table(["option", "means"], rows), ""]
    for name, command in names.items():
        own = [option for option in found[name] if (option.name, option.text) not in shared]
        others = [option.preferred for option in found[name] if (option.name, option.text) in shared]
        lines += [f"## {name}", "", *paragraphs(command["abstract"]), *paragraphs(command.get("discussion", ""))]
        lines += [*table(["option", "means"], [[option.name, option.text] for option in own]), ""] if own else []
        lines += [f"Also: {', '.join(others)}.", ""] if others else []
    return lines[:-1]


def exit_codes(programs):
    """What the help of each command says of its exit codes."""
    root = programs.json("tntc --experimental-dump-help")["command"]
    rows = []
    for name, command in [("every command", root), *programs.commands("tntc").items()]:
        for sentence in re.findall(r"(Exit codes?.*?[.])(?:\s|$)", command.get("discussion", "").replace("\n", " ")):
            text = re.sub(r"^Exit codes?:? ", "", sentence).removesuffix(".")
            rows.append([name if name == "every command" else f"`{name}`", cell(text)])
    return table(["of", "exit codes"], rows)


def settings(programs):
    schema = programs.json("tntc schema config")["properties"]["defaults"]["properties"]
    # `folders` and `workflows` hold settings, and are none.
    rows = [
        [f"`{key}`", cell(value["description"])] for key, value in schema.items()
        if key not in ("folders", "workflows")]
    return table(["setting", "meaning"], rows)


def workflow_keys(programs):
    def walk(schema, above):
        for key, value in schema.get("properties", {}).items():
            path = f"{above}{key}"
            if "description" in value:
                yield [f"`{path}`", cell(value["description"])]
            yield from walk(value, f"{path}.")
            if isinstance(value.get("items"), dict):
                yield from walk(value["items"], f"{path}[].")
            if isinstance(value.get("additionalProperties"), dict):
                yield from walk(value["additionalProperties"], f"{path}.NAME.")

    return table(["key", "meaning"], list(walk(programs.json("tntc schema workflow"), "")))


def rules(programs, text):
    return programs.json(text)["runs"][0]["tool"]["driver"]["rules"]


def risks(programs):
    tree = "tntc init w > /dev/null && tntc render w > /dev/null 2>&1"
    found = rules(programs, f"{tree} && tntc diff deploy deploy --format sarif")
    rows = [[LEVELS[rule["properties"]["security-severity"]], f"`{rule['id']}`", cell(rule["shortDescription"]["text"])]
            for rule in found if "properties" in rule]
    order = list(LEVELS.values())
    return table(["level", "kind", "what it is about"], sorted(rows, key=lambda row: order.index(row[0])))


def checks(programs):
    found = rules(programs, "tntc init w > /dev/null && tntc validate w --no-load --format sarif")
    return table(["rule", "holds"], [[f"`{rule['id']}`", cell(rule["shortDescription"]["text"])] for rule in found])


PARTS = {
    "commands": commands,
    "options": lambda programs: options_of(programs, "tntc"),
    "engine-options": lambda programs: [
        line.replace("## ", "### ", 1) if line.startswith("## ") else line
        for line in options_of(programs, "tentacular-engine")],
    "exit-codes": exit_codes,
    "settings": settings,
    "workflow-keys": workflow_keys,
    "risks": risks,
    "checks": checks,
}
