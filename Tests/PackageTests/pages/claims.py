"""What pages have to hold beside commands and generated parts; each function gives the problems, a line each."""

import re

FRONT_PAGE_LINES = 250
LINK = re.compile(r"\]\(([^)\s]+)\)")


def length(page):
    if page.path == "README.md" and len(page.lines) > FRONT_PAGE_LINES:
        yield f"README.md: has {len(page.lines)} lines, and a front page has at most {FRONT_PAGE_LINES}"


def anchors(text):
    """The places that GitHub gives to the headings of a page."""
    text = re.sub(r"(?ms)^```.*?^```$", "", text)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"(?m)^#+ (.*)$", text)}


def links(page, root):
    """Links lead to a file of the repository, and to a heading that is there."""
    file = root / page.path
    for number, line in enumerate(page.lines, 1):
        for target in LINK.findall(line):
            path, _, place = target.partition("#")
            other = file.parent / path if path else file
            if re.match(r"\w+:", target):
                continue
            if not other.exists():
                yield f"{page.path}:{number}: there is no `{path}`"
            elif place and place not in anchors(other.read_text()):
                yield f"{page.path}:{number}: `{path or page.path}` has no heading for `#{place}`"


def cases(page, root):
    """golden/README.md has each case in one place."""
    if page.path != "golden/README.md":
        return
    there = {file.parent.name for file in root.glob("golden/*/commands")}
    named = [name for line in page.lines if line.startswith(("`", "·", "| `"))
             for name in re.findall(r"`([^`]+)`", line.split(" | ")[0])]
    for name in sorted(there | set(named)):
        if name not in there:
            yield f"{page.path}: there is no case `{name}`"
        elif named.count(name) != 1:
            yield f"{page.path}: the case `{name}` stands there {named.count(name)} times, and not once"
