"""Reads what `tntc diff` wrote as HTML or Markdown, as a browser and GitHub do, and names markup that is not ours.

Takes `html` or `markdown`, and files. Markdown goes through cmark-gfm, GitHub's own, with raw HTML let through:
what its sanitiser would take away counts here. Prints a line for each problem, and last a summary.
"""

import html.parser
import sys

import cmarkgfm
from cmarkgfm.cmark import Options

ALLOWED = {
    "html": {
        "html": {"lang"}, "head": set(), "body": set(), "meta": {"charset", "http-equiv", "content", "name"},
        "title": set(), "style": set(), "a": {"class", "href"}, "header": set(), "main": {"id"}, "h1": set(),
        "h2": set(), "h3": set(), "p": {"class"}, "code": set(), "b": set(), "small": set(), "table": {"class"},
        "thead": set(), "tbody": set(), "tr": {"class"}, "th": {"scope"}, "td": {"class", "data-name", "colspan"},
        "colgroup": set(), "col": {"class"}, "details": {"open"}, "summary": {"class"},
        "div": {"id", "tabindex", "class", "role", "aria-label"}, "span": {"class"}, "ul": {"class"},
        "ol": {"class"}, "li": {"class"}, "tspan": {"class"}, "g": {"class"},
        "svg": {"xmlns", "class", "role", "width", "height", "viewbox"}, "path": {"class", "d"},
        "rect": {"x", "y", "width", "height", "rx"}, "text": {"class", "x", "y"},
    },
    "markdown": {
        "h3": set(), "table": set(), "thead": set(), "tbody": set(), "tr": set(), "th": set(), "td": set(),
        "details": {"open"}, "summary": set(), "b": set(), "strong": set(), "code": {"class"}, "pre": {"lang"},
        "p": set(), "ul": set(), "li": set(), "blockquote": set(),
    },
}
VOID = {"meta", "col", "path", "rect"}


class Check(html.parser.HTMLParser):
    def __init__(self, kind):
        super().__init__()
        self.allowed = ALLOWED[kind]
        self.open, self.problems, self.text, self.count = [], [], [], {}

    def handle_starttag(self, tag, attributes):
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag not in self.allowed:
            self.problems.append(f"<{tag}> is not ours")
        for name, value in attributes:
            if name not in self.allowed.get(tag, set()):
                self.problems.append(f"<{tag} {name}> is not ours")
            if name == "href" and not (value or "").startswith("#"):
                self.problems.append(f"a link to {value}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes what it did not open")

    def handle_comment(self, data):
        self.problems.append(f"a comment: {data!r}")

    def handle_data(self, data):
        self.text.append(data)


def main():
    kind, files = sys.argv[1], sys.argv[2:]
    tags = 0
    for path in files:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        if kind == "markdown":
            if len(text.encode()) > 65536:
                print(f"{path}: {len(text.encode())} bytes are too many")
            text = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
        check = Check(kind)
        check.feed(text)
        check.close()
        tags += sum(check.count.values())
        for problem in check.problems[:5]:
            print(f"{path}: {problem}")
        if check.open:
            print(f"{path}: {check.open} are left open")
        if "hacked" not in "".join(check.text):
            print(f"{path}: what is hostile is not shown at all")
    print(f"{len(files)} files, {tags} tags")


main()
