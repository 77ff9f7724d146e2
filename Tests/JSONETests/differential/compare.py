"""Renders what Swift rendered with the json-e package of PyPI, and prints where they differ.

Each line of the input is a case: template, context, and either Swift's result or nothing, for an error.
What kind of error it is may differ; which one comes first is not part of the language.
"""

import collections
import json
import sys

import jsone

import javascript_numbers
from javascript_numbers import Justified


def main():
    javascript_numbers.install()
    counts, justified = collections.Counter(), collections.Counter()
    for line in sys.stdin:
        case = json.loads(line)
        try:
            expected = rendered(case)
        except Justified as reason:
            justified[str(reason)] += 1
            continue
        counts["errors" if expected is None else "values"] += 1
        if expected != (canonical(case["result"]) if "result" in case else None):
            del case["context"]
            print(json.dumps(case | {"python": expected}, ensure_ascii=False))
    reasons = ", ".join(f"{count} {reason}" for reason, count in justified.most_common())
    print(f"{counts['values']} values, {counts['errors']} errors, {sum(justified.values())} left out: {reasons}")


def rendered(case):
    """As JSON, where keys have an order and True is not 1; nothing for an error."""
    try:
        return canonical(javascript_numbers.normal(jsone.render(case["template"], case["context"])))
    except Justified:
        raise
    except Exception:  # Python's own errors too: it leaves many mistakes to them
        return None


def canonical(value):
    return json.dumps(value, ensure_ascii=False)


main()
