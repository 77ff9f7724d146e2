"""Man pages from what a program says of itself (`--experimental-dump-help` of swift-argument-parser).

The package has a plugin for that (`generate-manual`). It would be built with the program, and runs what was built in
debug; this takes any program as it is released.
"""

import json


def pages(help_text, version):
    """Pages by name: the program's, and one for each command (`tntc-secrets-check`)."""
    tool = json.loads(help_text)
    if tool["serializationVersion"] != 0:
        raise SystemExit(f"--experimental-dump-help: version {tool['serializationVersion']} is not known here")
    found = {}
    collect(tool["command"], [], version, found)
    return found


def collect(command, above, version, found):
    words = [*above, command["commandName"]]
    below = [child for child in command.get("subcommands", []) if shown(child) and child["commandName"] != "help"]
    found["-".join(words)] = page(command, words, below, version)
    for child in below:
        collect(child, words, version, found)


def page(command, words, below, version):
    name = "-".join(words)
    arguments = [argument for argument in command.get("arguments", []) if shown(argument)]
    lines = [
        f'.TH "{name.upper()}" 1 "" "{words[0]} {version}"', ".SH NAME",
        rf"{escaped(name)} \- {escaped(command['abstract'])}",
        ".SH SYNOPSIS", rf".B {escaped(' '.join(words))}", *([r"\fICOMMAND\fR"] if below else []),
        *(synopsis(argument) for argument in arguments),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *paragraphs(command["discussion"])]
    for title, kinds in (("ARGUMENTS", {"positional"}), ("OPTIONS", {"option", "flag"})):
        chosen = [argument for argument in arguments if argument["kind"] in kinds]
        lines += [f".SH {title}"] if chosen else []
        for argument in chosen:
            lines += [".TP", label(argument), *paragraphs(described(argument))]
    lines += [".SH COMMANDS"] if below else []
    for child in below:
        lines += [".TP", reference([*words, child["commandName"]]), *paragraphs(child["abstract"])]
    if len(words) > 1:
        lines += [".SH SEE ALSO", reference(words[:-1])]
    return "\n".join(lines) + "\n"


def reference(words):
    return rf"\fB{escaped('-'.join(words))}\fR(1)"


def shown(item):
    return item.get("shouldDisplay", True)


def synopsis(argument):
    text = label(argument, preferred=True) + (" ..." if argument["isRepeating"] else "")
    return f"[{text}]" if argument["isOptional"] else text


def label(argument, preferred=False):
    value = rf"\fI{escaped(argument['valueName'])}\fR"
    if argument["kind"] == "positional":
        return value
    names = [argument["preferredName"]] if preferred else argument["names"]
    text = ", ".join(rf"\fB{escaped(dashed(name))}\fR" for name in names)
    return f"{text} {value}" if argument["kind"] == "option" else text


def dashed(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def described(argument):
    text = argument.get("abstract", "")
    if argument.get("discussion"):
        text += "\n\n" + argument["discussion"]
    facts = [f"values: {', '.join(argument['allValues'])}"] if argument.get("allValues") else []
    facts += [f"default: {argument['defaultValue']}"] if argument.get("defaultValue") else []
    return text + (f" ({'; '.join(facts)})" if facts else "")


def paragraphs(text):
    lines = []
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        lines += [".sp"] if number else []
        lines += [escaped(line) for line in paragraph.split("\n")]
    return lines


def escaped(text):
    """What troff would take for a command of its own is shown as it is."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return r"\&" + text if text.startswith((".", "'")) else text
