"""The part of GitHub's expression language that the examples use: names, texts, `||`, `&&`, `!`, `==`, `!=`, calls."""

import re

TOKEN = re.compile(r"\s*(\|\||&&|==|!=|!|\(|\)|'(?:[^']|'')*'|[A-Za-z_][\w.-]*)")
STATUS = {"cancelled", "success", "failure", "always"}


def interpolated(text, context):
    """A text with every `${{ }}` in it replaced; one that is nothing else keeps its type."""
    whole = re.fullmatch(r"\$\{\{(.*?)\}\}", text.strip(), re.S)
    if whole:
        return evaluated(whole[1], context)
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: as_text(evaluated(found[1], context)), text)


def holds(condition, context):
    """An `if:`; one that asks for no status means `success()` as well."""
    text = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", str(condition), flags=re.S)
    asks = any(f"{name}(" in text.replace(" ", "") for name in STATUS)
    return bool(evaluated(text, context)) and (asks or context["status"] == "success")


def as_text(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def evaluated(text, context):
    tokens, position = [], 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if not match:
            raise ValueError(f"not understood: {text[position:]}")
        tokens.append(match[1])
        position = match.end()
    parser = Parser(tokens, context)
    value = parser.either()
    if parser.tokens:
        raise ValueError(f"not understood: {parser.tokens}")
    return value


class Parser:
    def __init__(self, tokens, context):
        self.tokens, self.context = tokens, context

    def took(self, *tokens):
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in tokens else None

    def either(self):
        value = self.both()
        while self.took("||"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.equality()
        while self.took("&&"):
            other = self.equality()
            value = value and other
        return value

    def equality(self):
        value = self.negation()
        while operator := self.took("==", "!="):
            other = self.negation()
            same = as_text(value).lower() == as_text(other).lower()
            value = same if operator == "==" else not same
        return value

    def negation(self):
        return not self.negation() if self.took("!") else self.primary()

    def primary(self):
        if self.took("("):
            value = self.either()
            assert self.took(")"), self.tokens
            return value
        token = self.tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if self.took("("):
            if token == "hashFiles":
                return self.context["hash_files"](self.tokens.pop(0)[1:-1] + self.closed())
            self.closed()
            return {
                "always": True, "cancelled": False, "success": self.context["status"] == "success",
                "failure": self.context["status"] == "failure",
            }[token]
        return self.name(token)

    def closed(self):
        assert self.took(")"), self.tokens
        return ""

    def name(self, token):
        value = self.context
        for part in token.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value
